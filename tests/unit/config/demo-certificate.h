/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A certificate of nobody, "CN=demo"; its key was thrown away. */
#define DEMO_CERTIFICATE                                                                           \
  "-----BEGIN CERTIFICATE-----\n"                                                                  \
  "MIIBdjCCARugAwIBAgIUYWNB1cyJZ8VvMA6xvxVzo8z2NmkwCgYIKoZIzj0EAwIw\n"                             \
  "DzENMAsGA1UEAwwEZGVtbzAgFw0yNjExMjIwNjIzNDNaGA8yMTI2MTAyOTA2MjM0\n"                             \
  "M1owDzENMAsGA1UEAwwEZGVtbzBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABAJG\n"                             \
  "4hqyf3Pc8pgXMJ1T8GLxVNwrdi/oQSKpOHbkEQrHVMNunEnMtOoKJ5zp5/yYlK3f\n"                             \
  "8A/ACIWtWqellOZzc22jUzBRMB0GA1UdDgQWBBRYCDZZ95LGHlksvuoDOJ4bG+TJ\n"                             \
  "sDAfBgNVHSMEGDAWgBRYCDZZ95LGHlksvuoDOJ4bG+TJsDAPBgNVHRMBAf8EBTAD\n"                             \
  "AQH/MAoGCCqGSM49BAMCA0kAMEYCIQCByvUo5gQdMgwVzsEAFisQWozBlkrUTPec\n"                             \
  "1KlBQ8qHvAIhAPmhsjeLCW09mNjLohKD36iiUUMZVAbaYWX/efjlTp2L\n"                                     \
  "-----END CERTIFICATE-----\n"
