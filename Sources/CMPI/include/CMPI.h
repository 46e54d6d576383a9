#ifndef CMPI_H
#define CMPI_H

#include <stdbool.h>
#include <stddef.h>

/// The few functions of MPI that are needed, from a library that is opened at run time: so neither
/// the build nor a program that runs alone needs one. They are to be called by one
/// thread at a time.
///
/// Open MPI's and MPICH's binary interfaces are known: what the headers of either define as macros
/// (communicators, types) is a symbol of the former and a number of the latter, and never changes
/// (Open MPI since 1.7; MPICH's ABI initiative since 3.1, Intel MPI's and Cray's too).

/// Opens the library at `path`.
///
/// Returns NULL, or why it could not be opened, valid until the next call.
const char *cmpi_open(const char *path);

/// Whether the opened library is Open MPI.
bool cmpi_is_open_mpi(void);

/// Starts MPI. Returns 0, or MPI's error.
int cmpi_start(void);

/// Whether the others may be called by another thread than the one that started MPI.
bool cmpi_answers_any_thread(void);

/// Which of how many processes this is.
void cmpi_size(int *rank, int *count);

/// Begins to send bytes to another process and to receive as many as it sends. Both buffers must stay
/// until it is done. Returns 0, or MPI's error.
int cmpi_exchange(
    int peer, const void *sent, size_t sent_bytes, void *received, size_t received_bytes);

/// Whether the exchange is done; looks, and lets MPI work on it. Returns 1 for done, 0 for not yet,
/// -1 where it failed.
int cmpi_is_done(void);

/// The library's version, in its own words.
void cmpi_version(char *text, size_t capacity);

/// Ends MPI; waits for the other processes to do so too.
void cmpi_finish(void);

/// Ends all processes at once, with this exit code.
void cmpi_abort(int code);

#endif
