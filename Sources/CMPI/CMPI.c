#include "CMPI.h"

#include <dlfcn.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

// Handles are pointers in Open MPI and ints in MPICH. Both are passed as one machine word, whose
// lower half is the int: so the calling conventions of all 64-bit systems have it.
typedef uintptr_t handle;

static struct {
    bool is_open_mpi, answers_any_thread;
    handle world, byte, errors_return;
    void *ignore;
    int (*init)(int *, char ***, int, int *);
    int (*rank)(handle, int *);
    int (*size)(handle, int *);
    int (*set_errors)(handle, handle);
    int (*send)(const void *, int, handle, int, int, handle, handle *);
    int (*receive)(void *, int, handle, int, int, handle, handle *);
    int (*test)(handle *, int *, void *);
    int (*version)(char *, int *);
    int (*finish)(void);
    int (*abort)(handle, int);
} mpi;

// The levels of thread safety that MPI counts.
enum { serialized = 2, version_bytes = 8192 };

// What is sent and received in one message: counts are ints.
static const size_t piece = (size_t)1 << 30;

// The exchange under way: what is left of it, and its messages. Zeroed before an int is written.
static struct {
    int peer;
    const char *sent;
    char *received;
    size_t sent_bytes, received_bytes;
    handle sending, receiving;
    bool sends, receives;
} exchange;

const char *cmpi_open(const char *path) {
    // Open MPI's parts, which it opens itself, look for its symbols among all.
    void *library = dlopen(path, RTLD_NOW | RTLD_GLOBAL);
    if (!library) return dlerror();
    struct { const char *name; void *place; } functions[] = {
        {"MPI_Init_thread", &mpi.init},         {"MPI_Comm_rank", &mpi.rank},
        {"MPI_Comm_size", &mpi.size},           {"MPI_Comm_set_errhandler", &mpi.set_errors},
        {"MPI_Isend", &mpi.send},               {"MPI_Irecv", &mpi.receive},
        {"MPI_Test", &mpi.test},                {"MPI_Get_library_version", &mpi.version},
        {"MPI_Finalize", &mpi.finish},          {"MPI_Abort", &mpi.abort},
    };
    for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++) {
        void *symbol = dlsym(library, functions[i].name);
        if (!symbol) return dlerror();
        memcpy(functions[i].place, &symbol, sizeof symbol);
    }
    void *world = dlsym(library, "ompi_mpi_comm_world");
    mpi.is_open_mpi = world != NULL;
    if (world) {
        mpi.world = (handle)world;
        mpi.byte = (handle)dlsym(library, "ompi_mpi_byte");
        mpi.errors_return = (handle)dlsym(library, "ompi_mpi_errors_return");
        mpi.ignore = NULL;
        return mpi.byte && mpi.errors_return ? NULL : dlerror();
    }
    mpi.world = 0x44000000;
    mpi.byte = 0x4c00010d;
    mpi.errors_return = 0x54000001;
    mpi.ignore = (void *)1;
    return NULL;
}

bool cmpi_is_open_mpi(void) { return mpi.is_open_mpi; }

int cmpi_start(void) {
    int provided = 0;
    int error = mpi.init(NULL, NULL, serialized, &provided);
    mpi.answers_any_thread = provided >= serialized;
    return error ? error : mpi.set_errors(mpi.world, mpi.errors_return);
}

bool cmpi_answers_any_thread(void) { return mpi.answers_any_thread; }

void cmpi_size(int *rank, int *count) {
    mpi.rank(mpi.world, rank);
    mpi.size(mpi.world, count);
}

// Begins the next messages of the exchange where the last ones are done.
static int begin(void) {
    if (!exchange.receives && exchange.received_bytes > 0) {
        size_t bytes = exchange.received_bytes < piece ? exchange.received_bytes : piece;
        exchange.receiving = 0;
        int error = mpi.receive(
            exchange.received, (int)bytes, mpi.byte, exchange.peer, 0, mpi.world,
            &exchange.receiving);
        if (error) return error;
        exchange.received += bytes;
        exchange.received_bytes -= bytes;
        exchange.receives = true;
    }
    if (!exchange.sends && exchange.sent_bytes > 0) {
        size_t bytes = exchange.sent_bytes < piece ? exchange.sent_bytes : piece;
        exchange.sending = 0;
        int error = mpi.send(
            exchange.sent, (int)bytes, mpi.byte, exchange.peer, 0, mpi.world, &exchange.sending);
        if (error) return error;
        exchange.sent += bytes;
        exchange.sent_bytes -= bytes;
        exchange.sends = true;
    }
    return 0;
}

int cmpi_exchange(
    int peer, const void *sent, size_t sent_bytes, void *received, size_t received_bytes) {
    exchange.peer = peer;
    exchange.sent = sent;
    exchange.sent_bytes = sent_bytes;
    exchange.received = received;
    exchange.received_bytes = received_bytes;
    exchange.sends = exchange.receives = false;
    return begin();
}

int cmpi_is_done(void) {
    int done = 0;
    if (exchange.receives) {
        if (mpi.test(&exchange.receiving, &done, mpi.ignore)) return -1;
        exchange.receives = !done;
    }
    if (exchange.sends) {
        if (mpi.test(&exchange.sending, &done, mpi.ignore)) return -1;
        exchange.sends = !done;
    }
    if (begin()) return -1;
    return !exchange.sends && !exchange.receives;
}

void cmpi_version(char *text, size_t capacity) {
    char all[version_bytes] = "";
    int length = 0;
    mpi.version(all, &length);
    snprintf(text, capacity, "%s", all);
}

void cmpi_finish(void) { mpi.finish(); }

void cmpi_abort(int code) { mpi.abort(mpi.world, code); }
