/* tests/faults/failn.c -- preloaded: the n-th call of one kind fails.
 *
 * Counting begins when the program sets its first limit (cli::guard does, at the start of main): before
 * that, static initialisers of libraries allocate, and nobody could catch what they throw.
 *
 * FAILN_CALL  malloc | write | fsync
 * FAILN_N     which call fails, from 1
 * FAILN_STICKY=1  and all after it
 * FAILN_HIT   a file that is made when the call came
 * FAILN_ERRNO for write: ENOSPC, or EINTR, or SHORT (one byte is written)
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

static long target, count;
static int sticky, armed;
static char kind, how;

__attribute__((constructor)) static void arm(void) {
  const char* call = getenv("FAILN_CALL");
  const char* n = getenv("FAILN_N");
  const char* error = getenv("FAILN_ERRNO");
  if (!call || !n) return;
  kind = call[0];
  target = atol(n);
  sticky = getenv("FAILN_STICKY") != NULL;
  how = error ? error[0] : 'E';
  if (error && strcmp(error, "EINTR") == 0) how = 'I';
}
static int begin(int which, const void* limit) {
  armed = target > 0;
  return (int)syscall(SYS_prlimit64, 0, which, limit, NULL);
}
int setrlimit(__rlimit_resource_t which, const struct rlimit* limit) { return begin((int)which, limit); }
int setrlimit64(__rlimit_resource_t which, const struct rlimit64* limit) { return begin((int)which, limit); }

static int hit(char which) {
  if (!armed || which != kind) return 0;
  long now = __sync_add_and_fetch(&count, 1);
  if (now < target || (now > target && !sticky)) return 0;
  const char* mark = getenv("FAILN_HIT");
  if (mark) {
    long fd = syscall(SYS_open, mark, O_WRONLY | O_CREAT, 0600);
    if (fd >= 0) syscall(SYS_close, fd);
  }
  return 1;
}

extern void* __libc_malloc(size_t);
extern void* __libc_realloc(void*, size_t);
extern void* __libc_calloc(size_t, size_t);
void* malloc(size_t size) {
  if (hit('m')) return errno = ENOMEM, NULL;
  return __libc_malloc(size);
}
void* realloc(void* old, size_t size) {
  if (hit('m')) return errno = ENOMEM, NULL;
  return __libc_realloc(old, size);
}
void* calloc(size_t n, size_t size) {
  if (hit('m')) return errno = ENOMEM, NULL;
  return __libc_calloc(n, size);
}
ssize_t write(int fd, const void* bytes, size_t size) {
  if (fd == 1 && hit('w')) {
    if (how == 'S') return syscall(SYS_write, fd, bytes, size ? 1 : 0);
    return errno = how == 'I' ? EINTR : ENOSPC, -1;
  }
  return syscall(SYS_write, fd, bytes, size);
}
int fsync(int fd) {
  if (hit('f')) return errno = EIO, -1;
  return (int)syscall(SYS_fsync, fd);
}
