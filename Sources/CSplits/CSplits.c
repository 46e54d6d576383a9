#include "CSplits.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

// The files themselves, so that they and the program cannot differ.
static const unsigned char cifar_fs[] = {
#embed "../../Episodes/splits/cifar-fs.csv"
};
static const unsigned char cub[] = {
#embed "../../Episodes/splits/cub.csv"
};
static const unsigned char mini_imagenet[] = {
#embed "../../Episodes/splits/mini-imagenet.csv"
};
static const unsigned char omniglot_vinyals[] = {
#embed "../../Episodes/splits/omniglot-vinyals.csv"
};
static const unsigned char tiered_imagenet[] = {
#embed "../../Episodes/splits/tiered-imagenet.csv"
};

static const unsigned char wordnet_names[] = {
#embed "../../Episodes/wordnet-names.csv"
};

static const CSplits_List lists[] = {
    {"cifar-fs", cifar_fs, sizeof cifar_fs},
    {"cub", cub, sizeof cub},
    {"mini-imagenet", mini_imagenet, sizeof mini_imagenet},
    {"omniglot-vinyals", omniglot_vinyals, sizeof omniglot_vinyals},
    {"tiered-imagenet", tiered_imagenet, sizeof tiered_imagenet},
};

int CSplits_count(void) { return sizeof lists / sizeof lists[0]; }

CSplits_List CSplits_list(int index) { return lists[index]; }

CSplits_List CSplits_wordnet_names(void) {
    return (CSplits_List){"wordnet-names", wordnet_names, sizeof wordnet_names};
}
