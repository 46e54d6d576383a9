// The published class splits of Episodes/splits and the names of WordNet's classes, inside the
// program: an installed one finds them without a file beside it.
#ifndef CSPLITS_H
#define CSPLITS_H

#include <stddef.h>

/// One list: its name, and the bytes of its file.
typedef struct {
    const char *name;
    const unsigned char *bytes;
    size_t count;
} CSplits_List;

/// How many lists there are.
int CSplits_count(void);

/// The list at `index`, counted from 0, in the order of names.
CSplits_List CSplits_list(int index);

/// What WordNet calls the classes of ImageNet's challenge: a csv file with the columns class and
/// names.
CSplits_List CSplits_wordnet_names(void);

#endif
