// A shim over libpng, libwebp and libheif: bytes in, RGB over white out. libpng reports errors by
// longjmp, which stays inside its simplified interface; the others return codes.
#ifndef CPICTURES_H
#define CPICTURES_H

#include <stddef.h>
#include <stdint.h>

enum {
    CPICTURES_OK = 0,
    // Not of this kind, damaged, cut off, or of a variant that is not read.
    CPICTURES_DAMAGED = 1,
    CPICTURES_NO_MEMORY = 2,
    // Several pictures that follow each other.
    CPICTURES_ANIMATED = 3,
};

enum { CPICTURES_MESSAGE = 200 };

typedef struct {
    int width, height;
    // The library's reason of a failure.
    char message[CPICTURES_MESSAGE];
} CPictures_Header;

// Each reads a file's header, and with `rgb` not null the picture into its height × width × 3
// bytes, the header's sides being those that the header alone gave. What is transparent lies over
// white. Of 16 bits the upper 8 are kept; HEIC is turned as its container says, the others are not.
int CPictures_png(const uint8_t *bytes, size_t count, CPictures_Header *header, uint8_t *rgb);
int CPictures_webp(const uint8_t *bytes, size_t count, CPictures_Header *header, uint8_t *rgb);
int CPictures_heic(const uint8_t *bytes, size_t count, CPictures_Header *header, uint8_t *rgb);

// The versions of the three libraries in one line: another may decode to slightly other bytes.
const char *CPictures_versions(void);

#endif
