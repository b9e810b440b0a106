/*
 * Loaded into a process by LD_PRELOAD, writes down every step that changes files below one folder,
 * in the order in which they happened: what RecordedDisk.java reads. A step is done and written
 * down under one lock, and is in the record before the call returns to the program.
 *
 * RECORDED_DISK_FOLDER  the folder, absolute and without symbolic links
 * RECORDED_DISK_LOG     the record, appended to
 * RECORDED_DISK_PID     set by the first process that has the two: its children are left alone
 *
 * A step, in the machine's byte order:
 *   u8 kind, u32 file descriptor or mode, u64 offset or length, u32 path bytes, u32 data bytes,
 *   path, data
 * kinds: o open (data: c where it was made), w write, t cut or extend, s sync, r rename (data: the
 * new path), u unlink, d rmdir, m mkdir, l link (data: the new path), p mode by path,
 * x something this file cannot write down.
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
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#define FDS 65536

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char folder[PATH_MAX];
static size_t folder_length;
static int record = -1;
static struct {
  int known;
  dev_t device;
  ino_t inode;
} files[FDS];

#define REAL(name) ((typeof(&name))real(#name))

static void *real(const char *name) {
  void *found = dlsym(RTLD_NEXT, name);
  if (!found) abort();
  return found;
}

__attribute__((constructor)) static void start(void) {
  const char *wanted = getenv("RECORDED_DISK_FOLDER");
  const char *log = getenv("RECORDED_DISK_LOG");
  const char *pid = getenv("RECORDED_DISK_PID");
  char own[32];
  snprintf(own, sizeof own, "%d", (int)getpid());
  if (!wanted || !log || (pid && strcmp(pid, own) != 0)) return;
  setenv("RECORDED_DISK_PID", own, 1);
  snprintf(folder, sizeof folder, "%s", wanted);
  folder_length = strlen(folder);
  record = REAL(open)(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (record < 0) abort();
}

static void step(char kind, uint32_t number, uint64_t at, const char *path, const void *data,
                 size_t size) {
  struct __attribute__((packed)) {
    char kind;
    uint32_t number;
    uint64_t at;
    uint32_t path_bytes;
    uint32_t data_bytes;
  } head = {kind, number, at, path ? strlen(path) : 0, size};
  struct iovec parts[3] = {{&head, sizeof head},
                           {(void *)path, head.path_bytes},
                           {(void *)data, size}};
  ssize_t whole = sizeof head + head.path_bytes + size;
  if (REAL(writev)(record, parts, 3) != whole) abort();
}

/* Whether a path lies below the folder; its absolute form goes to `whole`. */
static int inside(int at, const char *path, char *whole) {
  if (record < 0 || !path) return 0;
  if (path[0] == '/') {
    snprintf(whole, PATH_MAX, "%s", path);
  } else {
    char link[64], base[PATH_MAX];
    snprintf(link, sizeof link, at == AT_FDCWD ? "/proc/self/cwd" : "/proc/self/fd/%d", at);
    ssize_t size = readlink(link, base, sizeof base - 1);
    if (size < 0) return 0;
    base[size] = 0;
    if (snprintf(whole, PATH_MAX, "%s/%s", base, path) >= PATH_MAX) return 0;
  }
  size_t length = strlen(whole);
  while (length > 1 && whole[length - 1] == '/') whole[--length] = 0;
  return strncmp(whole, folder, folder_length) == 0 &&
         (whole[folder_length] == '/' || whole[folder_length] == 0);
}

/* A number may be another file's by now: the inode tells. */
static int recorded(int fd) {
  struct stat now;
  return record >= 0 && fd >= 0 && fd < FDS && files[fd].known && fstat(fd, &now) == 0 &&
         now.st_dev == files[fd].device && now.st_ino == files[fd].inode;
}

#define HELD(result, call)            \
  do {                                \
    pthread_mutex_lock(&lock);        \
    result = (call);                  \
  } while (0)
#define FREE()                        \
  do {                                \
    int kept = errno;                 \
    pthread_mutex_unlock(&lock);      \
    errno = kept;                     \
  } while (0)

static int open_it(int at, const char *path, int flags, mode_t mode) {
  char whole[PATH_MAX];
  if (!inside(at, path, whole)) return REAL(openat)(at, path, flags, mode);
  struct stat before;
  int fd;
  pthread_mutex_lock(&lock);
  int was = fstatat(AT_FDCWD, whole, &before, 0) == 0;
  fd = REAL(openat)(at, path, flags, mode);
  if (fd >= FDS) abort();
  if (fd >= 0) {
    struct stat now;
    if (fstat(fd, &now) == 0 && (S_ISREG(now.st_mode) || S_ISDIR(now.st_mode))) {
      files[fd].known = 1;
      files[fd].device = now.st_dev;
      files[fd].inode = now.st_ino;
      step('o', fd, now.st_mode & 07777, whole, was ? "" : "c", was ? 0 : 1);
      if (was && (flags & O_TRUNC) && before.st_size > 0) step('t', fd, 0, NULL, NULL, 0);
    } else {
      files[fd].known = 0;
    }
  }
  FREE();
  return fd;
}

#define MODE(flags)                               \
  mode_t mode = 0;                                \
  if ((flags) & (O_CREAT | O_TMPFILE)) {          \
    va_list more;                                 \
    va_start(more, flags);                        \
    mode = va_arg(more, mode_t);                  \
    va_end(more);                                 \
  }

int open(const char *path, int flags, ...) { MODE(flags) return open_it(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE(flags) return open_it(AT_FDCWD, path, flags, mode); }
int openat(int at, const char *path, int flags, ...) { MODE(flags) return open_it(at, path, flags, mode); }
int openat64(int at, const char *path, int flags, ...) { MODE(flags) return open_it(at, path, flags, mode); }
int creat(const char *path, mode_t mode) { return open_it(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode); }
int creat64(const char *path, mode_t mode) { return open_it(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode); }

int close(int fd) {
  if (record >= 0 && fd == record) return 0;
  if (fd >= 0 && fd < FDS) files[fd].known = 0;
  return REAL(close)(fd);
}

static ssize_t write_it(int fd, const struct iovec *parts, int count, off_t at, int positioned) {
  if (!recorded(fd))
    return positioned ? REAL(pwritev)(fd, parts, count, at) : REAL(writev)(fd, parts, count);
  pthread_mutex_lock(&lock);
  if (fcntl(fd, F_GETFL) & O_APPEND)
    at = lseek(fd, 0, SEEK_END);
  else if (!positioned)
    at = lseek(fd, 0, SEEK_CUR);
  ssize_t written =
      positioned ? REAL(pwritev)(fd, parts, count, at) : REAL(writev)(fd, parts, count);
  ssize_t left = written;
  for (int i = 0; i < count && left > 0; i++) {
    size_t size = (size_t)left < parts[i].iov_len ? (size_t)left : parts[i].iov_len;
    step('w', fd, at, NULL, parts[i].iov_base, size);
    at += size;
    left -= size;
  }
  FREE();
  return written;
}

ssize_t write(int fd, const void *data, size_t size) {
  if (!recorded(fd)) return REAL(write)(fd, data, size);
  struct iovec one = {(void *)data, size};
  return write_it(fd, &one, 1, 0, 0);
}
ssize_t pwrite(int fd, const void *data, size_t size, off_t at) {
  if (!recorded(fd)) return REAL(pwrite)(fd, data, size, at);
  struct iovec one = {(void *)data, size};
  return write_it(fd, &one, 1, at, 1);
}
ssize_t pwrite64(int fd, const void *data, size_t size, off_t at) { return pwrite(fd, data, size, at); }
ssize_t writev(int fd, const struct iovec *parts, int count) { return write_it(fd, parts, count, 0, 0); }
ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t at) { return write_it(fd, parts, count, at, 1); }
ssize_t pwritev64(int fd, const struct iovec *parts, int count, off_t at) { return write_it(fd, parts, count, at, 1); }

int ftruncate(int fd, off_t size) {
  if (!recorded(fd)) return REAL(ftruncate)(fd, size);
  int answer;
  HELD(answer, REAL(ftruncate)(fd, size));
  if (answer == 0) step('t', fd, size, NULL, NULL, 0);
  FREE();
  return answer;
}
int ftruncate64(int fd, off_t size) { return ftruncate(fd, size); }

static int sync_it(int fd, int data_only) {
  if (!recorded(fd)) return data_only ? REAL(fdatasync)(fd) : REAL(fsync)(fd);
  int answer;
  HELD(answer, data_only ? REAL(fdatasync)(fd) : REAL(fsync)(fd));
  if (answer == 0) step('s', fd, 0, NULL, NULL, 0);
  FREE();
  return answer;
}
int fsync(int fd) { return sync_it(fd, 0); }
int fdatasync(int fd) { return sync_it(fd, 1); }

static int rename_it(int at, const char *from, int to_at, const char *to, unsigned flags) {
  char source[PATH_MAX], target[PATH_MAX];
  int one = inside(at, from, source), other = inside(to_at, to, target);
  int answer;
  HELD(answer, REAL(renameat2)(at, from, to_at, to, flags));
  if (answer == 0 && (one || other))
    step(one && other && !(flags & RENAME_EXCHANGE) ? 'r' : 'x', 0, 0, source, target, strlen(target));
  FREE();
  return answer;
}
int rename(const char *from, const char *to) { return rename_it(AT_FDCWD, from, AT_FDCWD, to, 0); }
int renameat(int at, const char *from, int to_at, const char *to) { return rename_it(at, from, to_at, to, 0); }
int renameat2(int at, const char *from, int to_at, const char *to, unsigned flags) { return rename_it(at, from, to_at, to, flags); }

static int named(char kind, int at, const char *path, int answer, uint32_t number) {
  char whole[PATH_MAX];
  struct stat now;
  if (answer == 0 && inside(at, path, whole)) {
    if (number && lstat(whole, &now) == 0) number = now.st_mode & 07777;
    step(kind, number, 0, whole, NULL, 0);
  }
  return answer;
}
#define NAMED(kind, at, path, number, call)       \
  int answer;                                     \
  HELD(answer, call);                             \
  named(kind, at, path, answer, number);          \
  FREE();                                         \
  return answer;

int unlink(const char *path) { NAMED('u', AT_FDCWD, path, 0, REAL(unlink)(path)) }
int rmdir(const char *path) { NAMED('d', AT_FDCWD, path, 0, REAL(rmdir)(path)) }
int unlinkat(int at, const char *path, int flags) {
  NAMED((flags & AT_REMOVEDIR) ? 'd' : 'u', at, path, 0, REAL(unlinkat)(at, path, flags))
}
int remove(const char *path) {
  struct stat what;
  int is_folder = lstat(path, &what) == 0 && S_ISDIR(what.st_mode);
  return is_folder ? rmdir(path) : unlink(path);
}
int mkdir(const char *path, mode_t mode) { NAMED('m', AT_FDCWD, path, mode, REAL(mkdir)(path, mode)) }
int mkdirat(int at, const char *path, mode_t mode) { NAMED('m', at, path, mode, REAL(mkdirat)(at, path, mode)) }
int chmod(const char *path, mode_t mode) { NAMED('p', AT_FDCWD, path, mode, REAL(chmod)(path, mode)) }
int fchmodat(int at, const char *path, mode_t mode, int flags) {
  NAMED('p', at, path, mode, REAL(fchmodat)(at, path, mode, flags))
}
int fchmod(int fd, mode_t mode) {
  if (!recorded(fd)) return REAL(fchmod)(fd, mode);
  char link[64], path[PATH_MAX];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t size = readlink(link, path, sizeof path - 1);
  path[size < 0 ? 0 : size] = 0;
  NAMED('p', AT_FDCWD, path, mode, REAL(fchmod)(fd, mode))
}

static int link_it(int at, const char *from, int to_at, const char *to, int flags) {
  char source[PATH_MAX], target[PATH_MAX];
  int one = inside(at, from, source), other = inside(to_at, to, target);
  int answer;
  HELD(answer, REAL(linkat)(at, from, to_at, to, flags));
  if (answer == 0 && other) step(one ? 'l' : 'x', 0, 0, source, target, strlen(target));
  FREE();
  return answer;
}
int link(const char *from, const char *to) { return link_it(AT_FDCWD, from, AT_FDCWD, to, 0); }
int linkat(int at, const char *from, int to_at, const char *to, int flags) { return link_it(at, from, to_at, to, flags); }

/* Room that is kept ahead reads as zeros. */
static int room(int fd, int mode, off_t at, off_t size, int answer) {
  if (answer == 0 && recorded(fd)) {
    struct stat now;
    if (mode & ~FALLOC_FL_KEEP_SIZE) step('x', fd, 0, "fallocate", NULL, 0);
    else if (fstat(fd, &now) == 0) step('t', fd, now.st_size, NULL, NULL, 0);
  }
  return answer;
}
int fallocate(int fd, int mode, off_t at, off_t size) {
  int answer;
  HELD(answer, REAL(fallocate)(fd, mode, at, size));
  room(fd, mode, at, size, answer);
  FREE();
  return answer;
}
int fallocate64(int fd, int mode, off_t at, off_t size) { return fallocate(fd, mode, at, size); }
int posix_fallocate(int fd, off_t at, off_t size) {
  int answer;
  HELD(answer, REAL(posix_fallocate)(fd, at, size));
  room(fd, 0, at, size, answer);
  FREE();
  return answer;
}
int posix_fallocate64(int fd, off_t at, off_t size) { return posix_fallocate(fd, at, size); }

/* Programs go on with read and write when the kernel has no such shortcut. */
ssize_t copy_file_range(int in, off64_t *in_at, int out, off64_t *out_at, size_t size, unsigned flags) {
  if (!recorded(out)) return REAL(copy_file_range)(in, in_at, out, out_at, size, flags);
  errno = ENOSYS;
  return -1;
}
ssize_t sendfile(int out, int in, off_t *at, size_t size) {
  if (!recorded(out)) return ((ssize_t(*)(int, int, off_t *, size_t))real("sendfile"))(out, in, at, size);
  errno = ENOSYS;
  return -1;
}
ssize_t sendfile64(int out, int in, off64_t *at, size_t size) { return sendfile(out, in, at, size); }
int symlink(const char *target, const char *path) { NAMED('x', AT_FDCWD, path, 0, REAL(symlink)(target, path)) }
