// Writes Tests/ImagesTests/SampleJPEGs.swift: JPEGs of the kinds that our encoder does not make.
//   cc make_jpegs.c -ljpeg -o make_jpegs && ./make_jpegs > ../SampleJPEGs.swift
// Each is 16 × 8 pixels, one colour in the left half and another in the right half.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

static void print(const char *name, const char *what, int components, J_COLOR_SPACE in,
                  J_COLOR_SPACE stored, int progressive, int adobe, const int *left,
                  const int *right) {
    struct jpeg_compress_struct info;
    struct jpeg_error_mgr error;
    unsigned char *bytes = NULL;
    unsigned long size = 0;
    info.err = jpeg_std_error(&error);
    jpeg_create_compress(&info);
    jpeg_mem_dest(&info, &bytes, &size);
    info.image_width = 16;
    info.image_height = 8;
    info.input_components = components;
    info.in_color_space = in;
    jpeg_set_defaults(&info);
    jpeg_set_colorspace(&info, stored);
    jpeg_set_quality(&info, 100, TRUE);
    info.optimize_coding = TRUE;
    info.write_Adobe_marker = adobe;
    if (progressive) jpeg_simple_progression(&info);
    jpeg_start_compress(&info, TRUE);
    for (int y = 0; y < 8; y++) {
        JSAMPLE row[64], *rows[1] = {row};
        for (int x = 0; x < 16; x++)
            for (int c = 0; c < components; c++)
                row[x * components + c] = (JSAMPLE)(x < 8 ? left[c] : right[c]);
        jpeg_write_scanlines(&info, rows, 1);
    }
    jpeg_finish_compress(&info);
    const char *digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    printf("\n    /// %s\n    static let %s = decode(\n        \"\"\"\n        ", what, name);
    int column = 0;
    for (unsigned long i = 0; i < size; i += 3) {
        unsigned v = bytes[i] << 16 | (i + 1 < size ? bytes[i + 1] << 8 : 0)
                     | (i + 2 < size ? bytes[i + 2] : 0);
        char four[5] = {digits[v >> 18], digits[v >> 12 & 63], i + 1 < size ? digits[v >> 6 & 63] : '=',
                        i + 2 < size ? digits[v & 63] : '=', 0};
        fputs(four, stdout);
        if ((column += 4) >= 84 && i + 3 < size) { fputs("\n        ", stdout); column = 0; }
    }
    printf("\n        \"\"\")\n");
    jpeg_destroy_compress(&info);
}

int main(void) {
    printf("import Foundation\n\n"
           "/// JPEGs of the kinds that our encoder does not make, 16 × 8 pixels, one colour in the left\n"
           "/// half and another in the right. Written by References/make_jpegs.c.\nenum SampleJPEGs {");
    int ink_left[] = {0, 100, 200, 51}, ink_right[] = {255, 0, 30, 0};
    int left[] = {255, 155, 55, 204}, right[] = {0, 255, 225, 255};
    int red[] = {200, 30, 40}, blue[] = {10, 60, 220}, dark[] = {50}, light[] = {210};
    print("grey", "Grey 50 and 210.", 1, JCS_GRAYSCALE, JCS_GRAYSCALE, 0, 0, dark, light);
    print("progressive", "RGB (200, 30, 40) and (10, 60, 220).", 3, JCS_RGB, JCS_YCbCr, 1, 0, red, blue);
    print("storedRGB", "The same colours, stored as RGB.", 3, JCS_RGB, JCS_RGB, 0, 1, red, blue);
    print("cmykPlain", "Ink (0, 100, 200, 51) and (255, 0, 30, 0), without Adobe's marker.", 4,
          JCS_CMYK, JCS_CMYK, 0, 0, ink_left, ink_right);
    print("cmykAdobe", "The same ink, inverted as Adobe's programs do.", 4, JCS_CMYK, JCS_CMYK, 0, 1,
          left, right);
    print("ycck", "The same ink, inverted, as YCCK.", 4, JCS_CMYK, JCS_YCCK, 0, 1, left, right);
    printf("\n    private static func decode(_ text: String) -> [UInt8] {\n"
           "        Array(Data(base64Encoded: text, options: .ignoreUnknownCharacters)!)\n    }\n}\n");
    return 0;
}
