// A shim over libjpeg-turbo: bytes in, RGB out. libjpeg reports errors by longjmp, which must not
// cross Swift frames, so every call returns a status and leaves its reason in a message.
#ifndef CJPEG_H
#define CJPEG_H

#include <stddef.h>
#include <stdint.h>

enum {
    CJPEG_OK = 0,
    // Not a JPEG, damaged, cut off, or of a kind that cannot become RGB.
    CJPEG_DAMAGED = 1,
    // More pixels, or memory for a progressive picture, than the limits below.
    CJPEG_TOO_LARGE = 2,
    CJPEG_NO_MEMORY = 3,
};

// Larger pictures are refused: a header of a few bytes may claim four billion pixels.
#define CJPEG_PIXEL_LIMIT 200000000
// A progressive picture of 100 million pixels in three full colours; others need a strip only.
#define CJPEG_MEMORY_LIMIT 600000000
// Usual files have about ten scans, and at most 50 million blocks of 8 × 8 in all of them.
#define CJPEG_SCAN_LIMIT 500
#define CJPEG_BLOCK_LIMIT 80000000
// Bytes between two parts of a file that belong to neither are passed over; behind the first part
// of the picture only as many as these, since damage leaves some, too.
#define CJPEG_STRAY_LIMIT 64

// The version of libjpeg-turbo's headers, 2001005 for 2.1.5.
extern const int CJPEG_VERSION;

typedef struct CJPEG_Decoder CJPEG_Decoder;

// Reads the header. `bytes` must stay until CJPEG_close. Null when memory ran out; otherwise ask
// CJPEG_status whether the header was good, and close it in any case.
CJPEG_Decoder *CJPEG_open(const uint8_t *bytes, size_t count);
int CJPEG_status(const CJPEG_Decoder *decoder);
// The reason of a failure, in libjpeg's words.
const char *CJPEG_message(const CJPEG_Decoder *decoder);
void CJPEG_close(CJPEG_Decoder *decoder);

// Size in pixels: of the stored picture after CJPEG_open, of the output after CJPEG_scale.
int CJPEG_width(const CJPEG_Decoder *decoder);
int CJPEG_height(const CJPEG_Decoder *decoder);
// The content of the first APP1 marker that starts with "Exif\0\0", without that start; or null.
const uint8_t *CJPEG_exif(const CJPEG_Decoder *decoder, size_t *count);

// Bytes that were passed over so far.
size_t CJPEG_stray(const CJPEG_Decoder *decoder);

// Chooses the smallest of the scales 1, 1/2, 1/4, 1/8 at which both sides stay at least as asked.
int CJPEG_scale(CJPEG_Decoder *decoder, int least_width, int least_height);
// Decodes into `pixels`, height × width × 3 bytes. A warning that means damage is a failure.
int CJPEG_read(CJPEG_Decoder *decoder, uint8_t *pixels);
// Decodes the part at (x, y) of width × height, which must lie inside, into `pixels`: the bytes that
// CJPEG_read has there. Nothing below the part is read, so damage there is not found. A decoder
// reads once.
int CJPEG_read_part(CJPEG_Decoder *decoder, int x, int y, int width, int height, uint8_t *pixels);

// Encodes height × width × 3 bytes. On success `*bytes` is to be released with CJPEG_free.
int CJPEG_encode(const uint8_t *pixels, int width, int height, int quality,
                 uint8_t **bytes, size_t *count);
void CJPEG_free(uint8_t *bytes);

#endif
