class Faulty:
    HOSTS = ()
    results = {}

    def __init__(self, lab):
        pass

    def list_ways(self):
        return []

    def answer(self, request):
        return None
