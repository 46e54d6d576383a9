#include "CJPEG.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jerror.h>
#include <jpeglib.h>

const int CJPEG_VERSION = LIBJPEG_TURBO_VERSION_NUMBER;

// libjpeg calls back with a pointer to its own error manager; ours begins with it.
typedef struct {
    struct jpeg_error_mgr manager;
    jmp_buf jump;
    char message[JMSG_LENGTH_MAX];
} ErrorState;

struct CJPEG_Decoder {
    struct jpeg_decompress_struct info;
    struct jpeg_progress_mgr progress;
    ErrorState error;
    int status;
    int scans;
    uint64_t blocks;
    size_t stray;
};

static void fail(j_common_ptr info) {
    ErrorState *error = (ErrorState *)info->err;
    error->manager.format_message(info, error->message);
    longjmp(error->jump, 1);
}

// Webcams and some well-known data sets put a few bytes between two parts of a file. The picture is
// whole nonetheless, unless they stand in the middle of its coefficients (before a restart marker),
// or are what damaged coefficients left unread: those are many.
static int pass_over(j_common_ptr info) {
    if (!info->is_decompressor) return 0;
    CJPEG_Decoder *decoder = (CJPEG_Decoder *)info;
    int count = info->err->msg_parm.i[0], marker = info->err->msg_parm.i[1];
    if (marker >= 0xD0 && marker <= 0xD7) return 0;
    if (decoder->info.input_scan_number > 0 && count > CJPEG_STRAY_LIMIT) return 0;
    decoder->stray += (size_t)count;
    return 1;
}

// libjpeg carries on after a warning and fills the missing part with grey. A warning is therefore
// a failure at once, except for the two that only find the header unusual, and for stray bytes.
static void emit(j_common_ptr info, int level) {
    if (level >= 0) return;
    int code = info->err->msg_code;
    if (code == JWRN_NOT_SEQUENTIAL || code == JWRN_JFIF_MAJOR) return;
    if (code == JWRN_EXTRANEOUS_DATA && pass_over(info)) return;
    fail(info);
}

static void stay_silent(j_common_ptr info) { (void)info; }

static uint64_t blocks_of(const jpeg_component_info *component) {
    return (uint64_t)component->width_in_blocks * component->height_in_blocks;
}

// A few bytes can say that every block of a huge picture is as it was, scan after scan: what the
// scans cost is their number times the blocks that each goes through.
static void limit_scans(j_common_ptr common) {
    if (!common->is_decompressor) return;
    j_decompress_ptr info = (j_decompress_ptr)common;
    CJPEG_Decoder *decoder = (CJPEG_Decoder *)info;
    if (info->input_scan_number == decoder->scans) return;
    decoder->scans = info->input_scan_number;
    for (int c = 0; c < info->comps_in_scan; c++)
        decoder->blocks += blocks_of(info->cur_comp_info[c]);
    if (decoder->scans <= CJPEG_SCAN_LIMIT && decoder->blocks <= CJPEG_BLOCK_LIMIT) return;
    snprintf(decoder->error.message, JMSG_LENGTH_MAX,
             decoder->scans > CJPEG_SCAN_LIMIT ? "more than %d scans"
                                               : "its scans go through more than %d blocks",
             decoder->scans > CJPEG_SCAN_LIMIT ? CJPEG_SCAN_LIMIT : CJPEG_BLOCK_LIMIT);
    longjmp(decoder->error.jump, 1);
}

// A picture in several scans is kept as coefficients, of two bytes each, until the last one is read.
static uint64_t coefficient_bytes(j_decompress_ptr info) {
    if (!jpeg_has_multiple_scans(info)) return 0;
    uint64_t blocks = 0;
    for (int c = 0; c < info->num_components; c++) blocks += blocks_of(&info->comp_info[c]);
    return blocks * DCTSIZE2 * sizeof(JCOEF);
}

static int too_large(CJPEG_Decoder *decoder) { return decoder->status = CJPEG_TOO_LARGE; }

static struct jpeg_error_mgr *prepare(ErrorState *error) {
    jpeg_std_error(&error->manager);
    error->manager.error_exit = fail;
    error->manager.emit_message = emit;
    error->manager.output_message = stay_silent;
    error->message[0] = 0;
    return &error->manager;
}

static int failed(CJPEG_Decoder *decoder) {
    int no_memory = decoder->error.manager.msg_code == JERR_OUT_OF_MEMORY;
    return decoder->status = no_memory ? CJPEG_NO_MEMORY : CJPEG_DAMAGED;
}

CJPEG_Decoder *CJPEG_open(const uint8_t *bytes, size_t count) {
    CJPEG_Decoder *decoder = calloc(1, sizeof *decoder);
    if (!decoder) return NULL;
    j_decompress_ptr info = &decoder->info;
    info->err = prepare(&decoder->error);
    if (setjmp(decoder->error.jump)) {
        failed(decoder);
        return decoder;
    }
    jpeg_create_decompress(info);
    decoder->progress.progress_monitor = limit_scans;
    info->progress = &decoder->progress;
    info->mem->max_memory_to_use = CJPEG_MEMORY_LIMIT + (64L << 20);
    jpeg_mem_src(info, bytes, count);
    jpeg_save_markers(info, JPEG_APP0 + 1, 0xFFFF);
    jpeg_read_header(info, TRUE);
    info->output_width = info->image_width;
    info->output_height = info->image_height;
    char *message = decoder->error.message;
    if ((uint64_t)info->image_width * info->image_height > CJPEG_PIXEL_LIMIT) {
        too_large(decoder);
        snprintf(message, JMSG_LENGTH_MAX, "%u × %u pixels, and %d million are allowed",
                 info->image_width, info->image_height, CJPEG_PIXEL_LIMIT / 1000000);
    } else if (coefficient_bytes(info) > CJPEG_MEMORY_LIMIT) {
        too_large(decoder);
        snprintf(message, JMSG_LENGTH_MAX,
                 "progressive, its %u × %u pixels take %d MB to decode, and %d are allowed",
                 info->image_width, info->image_height, (int)(coefficient_bytes(info) / 1000000),
                 CJPEG_MEMORY_LIMIT / 1000000);
    }
    return decoder;
}

void CJPEG_close(CJPEG_Decoder *decoder) {
    jpeg_destroy_decompress(&decoder->info);
    free(decoder);
}

int CJPEG_status(const CJPEG_Decoder *decoder) { return decoder->status; }
const char *CJPEG_message(const CJPEG_Decoder *decoder) { return decoder->error.message; }
int CJPEG_width(const CJPEG_Decoder *decoder) { return (int)decoder->info.output_width; }
int CJPEG_height(const CJPEG_Decoder *decoder) { return (int)decoder->info.output_height; }

size_t CJPEG_stray(const CJPEG_Decoder *decoder) { return decoder->stray; }

const uint8_t *CJPEG_exif(const CJPEG_Decoder *decoder, size_t *count) {
    jpeg_saved_marker_ptr marker = decoder->info.marker_list;
    for (; marker; marker = marker->next) {
        if (marker->data_length < 6 || memcmp(marker->data, "Exif\0\0", 6)) continue;
        *count = marker->data_length - 6;
        return marker->data + 6;
    }
    *count = 0;
    return NULL;
}

int CJPEG_scale(CJPEG_Decoder *decoder, int least_width, int least_height) {
    j_decompress_ptr info = &decoder->info;
    if (setjmp(decoder->error.jump)) return failed(decoder);
    info->scale_num = 1;
    for (info->scale_denom = 8; info->scale_denom > 1; info->scale_denom /= 2) {
        jpeg_calc_output_dimensions(info);
        if ((int)info->output_width >= least_width && (int)info->output_height >= least_height)
            return CJPEG_OK;
    }
    jpeg_calc_output_dimensions(info);
    return CJPEG_OK;
}

// Four-colour files of Adobe's programs hold 255 − ink; the others hold ink.
static void rgb_from_cmyk(const uint8_t *cmyk, uint8_t *rgb, int width, int inverted) {
    int flip = inverted ? 0 : 255;
    for (int x = 0; x < width; x++, cmyk += 4, rgb += 3) {
        int black = cmyk[3] ^ flip;
        for (int c = 0; c < 3; c++) rgb[c] = (uint8_t)(((cmyk[c] ^ flip) * black + 127) / 255);
    }
}

static void start(j_decompress_ptr info, int *four) {
    *four = info->jpeg_color_space == JCS_CMYK || info->jpeg_color_space == JCS_YCCK;
    info->out_color_space = *four ? JCS_CMYK : JCS_RGB;
    jpeg_start_decompress(info);
}

// A row to decode into. libjpeg-turbo writes around the caches where a row is aligned to its vectors
// (simd/x86_64/jdcolext-avx2.asm), and whoever reads the pixels next waits for memory: a sixth of the
// time of a view of a small picture. So this one is not aligned.
static JSAMPROW row_of(j_decompress_ptr info, int components) {
    enum { off = 8 };
    JDIMENSION bytes = info->output_width * components + off;
    return info->mem->alloc_sarray((j_common_ptr)info, JPOOL_IMAGE, bytes, 1)[0] + off;
}

int CJPEG_read(CJPEG_Decoder *decoder, uint8_t *pixels) {
    j_decompress_ptr info = &decoder->info;
    if (setjmp(decoder->error.jump)) return failed(decoder);
    int four;
    start(info, &four);
    size_t stride = (size_t)info->output_width * 3;
    JSAMPROW row = row_of(info, four ? 4 : 3);
    for (; info->output_scanline < info->output_height; pixels += stride) {
        jpeg_read_scanlines(info, &row, 1);
        if (four) rgb_from_cmyk(row, pixels, (int)info->output_width, info->saw_Adobe_marker);
        else memcpy(pixels, row, stride);
    }
    // Reads on to the end marker, so that a file cut off after its last pixel is found too.
    jpeg_finish_decompress(info);
    return CJPEG_OK;
}

int CJPEG_read_part(CJPEG_Decoder *decoder, int x, int y, int width, int height, uint8_t *pixels) {
    j_decompress_ptr info = &decoder->info;
    if (setjmp(decoder->error.jump)) return failed(decoder);
    int four;
    start(info, &four);
    // Where colours are stored at half the size, the outermost columns of what is decoded lack the
    // neighbours that they are smoothed with, so a block more is taken at each side.
    JDIMENSION margin = 8 * info->max_h_samp_factor;
    JDIMENSION left = (JDIMENSION)x > margin ? x - margin : 0, columns = info->output_width - left;
    if (columns > x - left + width + margin) columns = x - left + width + margin;
    if (columns < info->output_width) jpeg_crop_scanline(info, &left, &columns);
    int components = four ? 4 : 3;
    JSAMPROW row = row_of(info, components);
    if (y > 0) jpeg_skip_scanlines(info, y);
    for (int done = 0; done < height; done++, pixels += (size_t)width * 3) {
        jpeg_read_scanlines(info, &row, 1);
        const uint8_t *first = row + (size_t)(x - left) * components;
        if (four) rgb_from_cmyk(first, pixels, width, info->saw_Adobe_marker);
        else memcpy(pixels, first, (size_t)width * 3);
    }
    jpeg_abort_decompress(info);
    return CJPEG_OK;
}

int CJPEG_encode(const uint8_t *pixels, int width, int height, int quality,
                 uint8_t **bytes, size_t *count) {
    struct jpeg_compress_struct info;
    ErrorState error;
    unsigned char *buffer = NULL;
    unsigned long size = 0;
    // After a failure (sides out of range, no memory) the library does not say which buffer is
    // the live one, so it is left behind rather than freed twice.
    info.err = prepare(&error);
    if (setjmp(error.jump)) {
        jpeg_destroy_compress(&info);
        return CJPEG_DAMAGED;
    }
    jpeg_create_compress(&info);
    jpeg_mem_dest(&info, &buffer, &size);
    info.image_width = (JDIMENSION)width;
    info.image_height = (JDIMENSION)height;
    info.input_components = 3;
    info.in_color_space = JCS_RGB;
    jpeg_set_defaults(&info);
    jpeg_set_quality(&info, quality, TRUE);
    jpeg_start_compress(&info, TRUE);
    while (info.next_scanline < info.image_height) {
        JSAMPROW row = (JSAMPROW)(pixels + (size_t)info.next_scanline * width * 3);
        jpeg_write_scanlines(&info, &row, 1);
    }
    jpeg_finish_compress(&info);
    jpeg_destroy_compress(&info);
    *bytes = buffer;
    *count = size;
    return CJPEG_OK;
}

void CJPEG_free(uint8_t *bytes) { free(bytes); }
