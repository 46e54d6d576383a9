#include "CPictures.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libheif/heif.h>
#include <png.h>
#include <webp/decode.h>

static int failed(CPictures_Header *header, const char *reason) {
    snprintf(header->message, CPICTURES_MESSAGE, "%s", reason);
    return CPICTURES_DAMAGED;
}

// One row of red, green, blue and alpha over white, rounded.
static void over_white(const uint8_t *rgba, uint8_t *rgb, size_t pixels) {
    for (size_t i = 0; i < pixels; i++, rgba += 4, rgb += 3) {
        int alpha = rgba[3];
        for (int c = 0; c < 3; c++)
            rgb[c] = (uint8_t)((rgba[c] * alpha + 255 * (255 - alpha) + 127) / 255);
    }
}

static uint8_t *four_channels(const CPictures_Header *header) {
    return malloc((size_t)header->width * header->height * 4);
}

// libpng's simplified interface, with 16 bits taken for sRGB as cameras and editors write them.
static int read_png(png_image *image, CPictures_Header *header, uint8_t *rgb) {
    int has_alpha = (image->format & PNG_FORMAT_FLAG_ALPHA) != 0;
    image->format = has_alpha ? PNG_FORMAT_RGBA : PNG_FORMAT_RGB;
    image->flags |= PNG_IMAGE_FLAG_16BIT_sRGB;
    uint8_t *pixels = has_alpha ? four_channels(header) : rgb;
    if (!pixels) return CPICTURES_NO_MEMORY;
    int is_read = png_image_finish_read(image, NULL, pixels, 0, NULL);
    if (is_read && has_alpha) over_white(pixels, rgb, (size_t)header->width * header->height);
    if (has_alpha) free(pixels);
    return is_read ? CPICTURES_OK : failed(header, image->message);
}

int CPictures_png(const uint8_t *bytes, size_t count, CPictures_Header *header, uint8_t *rgb) {
    png_image image = {.version = PNG_IMAGE_VERSION};
    if (!png_image_begin_read_from_memory(&image, bytes, count))
        return failed(header, image.message);
    header->width = (int)image.width;
    header->height = (int)image.height;
    int status = rgb ? read_png(&image, header, rgb) : CPICTURES_OK;
    png_image_free(&image);
    return status;
}

int CPictures_webp(const uint8_t *bytes, size_t count, CPictures_Header *header, uint8_t *rgb) {
    WebPBitstreamFeatures features;
    VP8StatusCode status = WebPGetFeatures(bytes, count, &features);
    if (status == VP8_STATUS_OUT_OF_MEMORY) return CPICTURES_NO_MEMORY;
    if (status != VP8_STATUS_OK) return failed(header, "its header makes no sense");
    if (features.has_animation) return CPICTURES_ANIMATED;
    header->width = features.width;
    header->height = features.height;
    if (!rgb) return CPICTURES_OK;
    size_t pixels = (size_t)features.width * features.height;
    if (!features.has_alpha)
        return WebPDecodeRGBInto(bytes, count, rgb, pixels * 3, features.width * 3)
                   ? CPICTURES_OK : failed(header, "its picture is not whole");
    uint8_t *rgba = four_channels(header);
    if (!rgba) return CPICTURES_NO_MEMORY;
    int is_read = WebPDecodeRGBAInto(bytes, count, rgba, pixels * 4, features.width * 4) != NULL;
    if (is_read) over_white(rgba, rgb, pixels);
    free(rgba);
    return is_read ? CPICTURES_OK : failed(header, "its picture is not whole");
}

static int read_heic(struct heif_image_handle *handle, CPictures_Header *header, uint8_t *rgb) {
    int has_alpha = heif_image_handle_has_alpha_channel(handle);
    struct heif_decoding_options *options = heif_decoding_options_alloc();
    options->convert_hdr_to_8bit = 1;
    struct heif_image *image = NULL;
    struct heif_error error = heif_decode_image(
        handle, &image, heif_colorspace_RGB,
        has_alpha ? heif_chroma_interleaved_RGBA : heif_chroma_interleaved_RGB, options);
    heif_decoding_options_free(options);
    if (error.code == heif_error_Memory_allocation_error) return CPICTURES_NO_MEMORY;
    if (error.code != heif_error_Ok) return failed(header, error.message);
    int stride = 0, status = CPICTURES_OK;
    const uint8_t *pixels = heif_image_get_plane_readonly(image, heif_channel_interleaved, &stride);
    int width = heif_image_get_width(image, heif_channel_interleaved);
    int height = heif_image_get_height(image, heif_channel_interleaved);
    if (!pixels || width != header->width || height != header->height)
        status = failed(header, "its picture has another size than its header");
    for (int y = 0; status == CPICTURES_OK && y < height; y++) {
        uint8_t *row = rgb + (size_t)y * width * 3;
        if (has_alpha) over_white(pixels + (size_t)y * stride, row, width);
        else memcpy(row, pixels + (size_t)y * stride, (size_t)width * 3);
    }
    heif_image_release(image);
    return status;
}

int CPictures_heic(const uint8_t *bytes, size_t count, CPictures_Header *header, uint8_t *rgb) {
    struct heif_context *context = heif_context_alloc();
    if (!context) return CPICTURES_NO_MEMORY;
    struct heif_image_handle *handle = NULL;
    struct heif_error error =
        heif_context_read_from_memory_without_copy(context, bytes, count, NULL);
    if (error.code == heif_error_Ok) error = heif_context_get_primary_image_handle(context, &handle);
    int status = CPICTURES_OK;
    if (error.code != heif_error_Ok) {
        status = failed(header, error.message);
    } else {
        header->width = heif_image_handle_get_width(handle);
        header->height = heif_image_handle_get_height(handle);
        if (rgb) status = read_heic(handle, header, rgb);
    }
    if (handle) heif_image_handle_release(handle);
    heif_context_free(context);
    return status;
}

const char *CPictures_versions(void) {
    static char text[CPICTURES_MESSAGE];
    if (!text[0]) {
        int webp = WebPGetDecoderVersion();
        snprintf(text, sizeof text, "libpng %s, libwebp %d.%d.%d, libheif %s", png_libpng_ver,
                 webp >> 16, webp >> 8 & 255, webp & 255, heif_get_version());
    }
    return text;
}
