#include "CJPEG.h"
int CJPEG_placeholder(void){return 0;}
