// oneDNN 2.6's C API, and the entry points of GNU OpenMP that let our own loops run on the
// same threads as oneDNN's: a second pool would fight the first one's spinning workers.
#include <oneapi/dnnl/dnnl.h>

void omp_set_num_threads(int count);
void omp_set_dynamic(int dynamic);
void omp_set_max_active_levels(int levels);
int omp_get_thread_limit(void);
int omp_get_num_threads(void);
int omp_get_thread_num(void);
void GOMP_parallel(void (*body)(void *), void *data, unsigned threads, unsigned flags);
