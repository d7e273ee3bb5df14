/* What a process writes below one folder, written down or refused: LD_PRELOAD for the power-cut and disk-full trials.
 *
 * TORTURE_DIR   folder that is watched (absolute, resolved).
 * TORTURE_LOG   file that every change is appended to, in order (power cuts are replayed from it):
 *               'W' path offset length data | 'T' path size | 'S' path (fsync, fdatasync) | 'U' path (unlink)
 *               | 'D' path (fsync of a folder) | 'O' path (file made) | 'A' length data (a write to TORTURE_ACK: what was promised)
 * TORTURE_ACK   file whose writes are promises.
 * TORTURE_FAIL  N: the Nth change and all after it fail with ENOSPC while the file TORTURE_FULL exists (made by us at the Nth).
 * TORTURE_COUNT file that the number of changes is written to when the process ends.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#define FDS 4096

static char *paths[FDS];
static const char *dir, *ack;
static size_t dir_length;
static int log_fd = -1;
static long fail_at = -1, changes;
static const char *count_file, *full_file;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static int (*real_open)(const char *, int, ...);
static int (*real_openat)(int, const char *, int, ...);
static int (*real_close)(int);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);
static int (*real_ftruncate)(int, off_t);
static int (*real_unlink)(const char *);

static void find(void) {
    real_write = dlsym(RTLD_NEXT, "write");
    real_pwrite = dlsym(RTLD_NEXT, "pwrite64");
    real_open = dlsym(RTLD_NEXT, "open64");
    real_openat = dlsym(RTLD_NEXT, "openat64");
    real_close = dlsym(RTLD_NEXT, "close");
    real_fsync = dlsym(RTLD_NEXT, "fsync");
    real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
    real_ftruncate = dlsym(RTLD_NEXT, "ftruncate64");
    real_unlink = dlsym(RTLD_NEXT, "unlink");
}

__attribute__((constructor)) static void begin(void) {
    find();
    dir = getenv("TORTURE_DIR");
    dir_length = dir ? strlen(dir) : 0;
    ack = getenv("TORTURE_ACK");
    count_file = getenv("TORTURE_COUNT");
    full_file = getenv("TORTURE_FULL");
    const char *n = getenv("TORTURE_FAIL");
    if (n) fail_at = atol(n);
    const char *log = getenv("TORTURE_LOG");
    if (log) log_fd = real_open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

__attribute__((destructor)) static void end(void) {
    if (!count_file || !changes) return;
    char text[32];
    int n = snprintf(text, sizeof text, "%ld\n", changes);
    int fd = real_open(count_file, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (fd >= 0) { if (real_write(fd, text, n)) {} real_close(fd); }
}

/* For a process that has begun: count anew, and refuse the nth change and all after it while the file exists (n < 0: none). */
void torture_begin(long n, const char *full) {
    changes = 0;
    fail_at = n;
    full_file = full ? strdup(full) : NULL;
}

long torture_changes(void) { return changes; }

static int watched(const char *path) { return dir_length && !strncmp(path, dir, dir_length) && path[dir_length] == '/'; }

static const char *name_of(int fd) { return fd >= 0 && fd < FDS ? paths[fd] : NULL; }

/* One entry: kind, path length, offset, data length, path, data. All written by one call, so that entries keep whole. */
static void note(char kind, const char *path, int64_t offset, const void *data, size_t length) {
    if (log_fd < 0) return;
    uint32_t n = path ? strlen(path) : 0;
    size_t size = 1 + 4 + 8 + 8 + n + length;
    char *entry = malloc(size), *at = entry;
    int64_t long_length = length;
    *at++ = kind;
    memcpy(at, &n, 4); at += 4;
    memcpy(at, &offset, 8); at += 8;
    memcpy(at, &long_length, 8); at += 8;
    memcpy(at, path, n); at += n;
    if (length) memcpy(at, data, length);
    if (real_write(log_fd, entry, size)) {}
    free(entry);
}

/* True where this change is to fail. */
static int refused(void) {
    changes++;
    if (fail_at < 0) return 0;
    if (changes == fail_at && full_file) { int fd = real_open(full_file, O_WRONLY | O_CREAT, 0600); if (fd >= 0) real_close(fd); }
    if (changes < fail_at) return 0;
    if (full_file && access(full_file, F_OK)) return 0;
    errno = ENOSPC;
    return 1;
}

static void opened(int fd, const char *path, int flags, int existed) {
    if (fd < 0 || fd >= FDS) return;
    char full[PATH_MAX];
    if (!realpath(path, full)) return;
    free(paths[fd]);
    paths[fd] = NULL;
    if (ack && !strcmp(full, ack)) { paths[fd] = strdup(full); return; }
    if (!watched(full) && strcmp(full, dir ? dir : "")) return;
    paths[fd] = strdup(full);
    if ((flags & O_CREAT) && !existed) note('O', full, 0, NULL, 0);
    if (flags & O_TRUNC) note('T', full, 0, NULL, 0);
}

#define OPENING(call)                                   \
    mode_t mode = 0;                                    \
    if (flags & (O_CREAT | __O_TMPFILE)) { va_list more; va_start(more, flags); mode = va_arg(more, mode_t); va_end(more); } \
    if (!real_open) find();                             \
    int existed = access(path, F_OK) == 0;              \
    int fd = call;                                      \
    pthread_mutex_lock(&lock);                          \
    opened(fd, path, flags, existed);                   \
    pthread_mutex_unlock(&lock);                        \
    return fd;

int open(const char *path, int flags, ...) { OPENING(real_open(path, flags, mode)) }
int open64(const char *path, int flags, ...) { OPENING(real_open(path, flags, mode)) }
int openat(int at, const char *path, int flags, ...) { OPENING(real_openat(at, path, flags, mode)) }
int openat64(int at, const char *path, int flags, ...) { OPENING(real_openat(at, path, flags, mode)) }

int close(int fd) {
    if (!real_close) find();
    if (fd == log_fd && fd >= 0) return 0;
    if (fd >= 0 && fd < FDS) { pthread_mutex_lock(&lock); free(paths[fd]); paths[fd] = NULL; pthread_mutex_unlock(&lock); }
    return real_close(fd);
}

static ssize_t written(int fd, const void *data, size_t length, off_t offset, int at) {
    const char *path = name_of(fd);
    if (!path) return at ? real_pwrite(fd, data, length, offset) : real_write(fd, data, length);
    if (ack && !strcmp(path, ack)) {
        ssize_t n = real_write(fd, data, length);
        pthread_mutex_lock(&lock); note('A', NULL, 0, data, length); pthread_mutex_unlock(&lock);
        return n;
    }
    pthread_mutex_lock(&lock);
    if (refused()) { pthread_mutex_unlock(&lock); return -1; }
    if (!at) offset = lseek(fd, 0, SEEK_CUR);
    ssize_t n = at ? real_pwrite(fd, data, length, offset) : real_write(fd, data, length);
    if (n > 0) note('W', path, offset, data, n);
    pthread_mutex_unlock(&lock);
    return n;
}

ssize_t write(int fd, const void *data, size_t length) { if (!real_write) find(); return written(fd, data, length, 0, 0); }
ssize_t pwrite(int fd, const void *data, size_t length, off_t offset) { if (!real_pwrite) find(); return written(fd, data, length, offset, 1); }
ssize_t pwrite64(int fd, const void *data, size_t length, off64_t offset) { if (!real_pwrite) find(); return written(fd, data, length, offset, 1); }

static int synced(int fd, int (*real)(int)) {
    const char *path = name_of(fd);
    int done = real(fd);
    if (path && !done) { pthread_mutex_lock(&lock); note(dir && !strcmp(path, dir) ? 'D' : 'S', path, 0, NULL, 0); pthread_mutex_unlock(&lock); }
    return done;
}

int fsync(int fd) { if (!real_fsync) find(); return synced(fd, real_fsync); }
int fdatasync(int fd) { if (!real_fdatasync) find(); return synced(fd, real_fdatasync); }

static int cut(int fd, off_t size) {
    const char *path = name_of(fd);
    if (!path) return real_ftruncate(fd, size);
    pthread_mutex_lock(&lock);
    int done = real_ftruncate(fd, size);
    if (!done) note('T', path, size, NULL, 0);
    pthread_mutex_unlock(&lock);
    return done;
}

int ftruncate(int fd, off_t size) { if (!real_ftruncate) find(); return cut(fd, size); }
int ftruncate64(int fd, off64_t size) { if (!real_ftruncate) find(); return cut(fd, size); }

int unlink(const char *path) {
    if (!real_unlink) find();
    char full[PATH_MAX];
    int ours = realpath(path, full) && watched(full);
    int done = real_unlink(path);
    if (ours && !done) { pthread_mutex_lock(&lock); note('U', full, 0, NULL, 0); pthread_mutex_unlock(&lock); }
    return done;
}
