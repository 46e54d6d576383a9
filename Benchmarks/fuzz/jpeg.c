// libFuzzer's entry to the C decoder: every call that Swift makes of it, on bytes of any kind.
// A picture is decoded whole, at a reduced scale, and in parts; what comes of it is looked at
// byte by byte, so that the sanitizers see a read of memory that nobody wrote.

#include <stdlib.h>
#include <string.h>

#include "CJPEG.h"

// Larger pictures are legal, but one would take the time of thousands.
static const uint64_t MOST_PIXELS = 1 << 20;

static volatile uint8_t sink;

static void look_at(const uint8_t *bytes, size_t count) {
    uint8_t sum = 0;
    for (size_t i = 0; i < count; i++) sum = (uint8_t)(sum + bytes[i]);
    sink = sum;
}

// A decoder of the bytes, or null if the header is not good or claims too much.
static CJPEG_Decoder *opened(const uint8_t *bytes, size_t count) {
    CJPEG_Decoder *decoder = CJPEG_open(bytes, count);
    if (!decoder) return NULL;
    (void)strlen(CJPEG_message(decoder));
    uint64_t pixels = (uint64_t)CJPEG_width(decoder) * (uint64_t)CJPEG_height(decoder);
    if (CJPEG_status(decoder) == CJPEG_OK && pixels <= MOST_PIXELS) return decoder;
    CJPEG_close(decoder);
    return NULL;
}

static void decode(CJPEG_Decoder *decoder, int x, int y, int width, int height, int whole) {
    size_t count = (size_t)width * height * 3;
    uint8_t *pixels = malloc(count);
    int status = whole ? CJPEG_read(decoder, pixels)
                       : CJPEG_read_part(decoder, x, y, width, height, pixels);
    if (status == CJPEG_OK) look_at(pixels, count);
    (void)strlen(CJPEG_message(decoder));
    free(pixels);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
    // As Swift does: other starts never reach the decoder.
    if (count < 2 || bytes[0] != 0xFF || bytes[1] != 0xD8) return 0;
    // The last byte chooses scale and part, so that the fuzzer can.
    int choice = bytes[count - 1];
    for (int way = 0; way < 3; way++) {
        CJPEG_Decoder *decoder = opened(bytes, count);
        if (!decoder) return 0;
        size_t exif_count = 0;
        const uint8_t *exif = CJPEG_exif(decoder, &exif_count);
        if (exif) look_at(exif, exif_count);
        int least = way == 1 ? 1 + choice : 1 << 20;
        if (way == 0 || CJPEG_scale(decoder, least, least) == CJPEG_OK) {
            int width = CJPEG_width(decoder), height = CJPEG_height(decoder);
            if (way < 2) {
                decode(decoder, 0, 0, width, height, 1);
            } else {
                int x = width * (choice & 7) / 8, y = height * (choice >> 3 & 7) / 8;
                int right = (width - x + 1) / 2, below = (height - y + 1) / 2;
                decode(decoder, x, y, right, below, 0);
            }
        }
        CJPEG_close(decoder);
    }
    return 0;
}
