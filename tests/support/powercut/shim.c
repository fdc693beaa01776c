/* The second instrument: LD_PRELOAD=shim.so POWERCUT_ROOT=<folder> POWERCUT_SHADOW=<folder> program …
 *
 * Only fsync and fdatasync are intercepted. What they cover below the root is copied into the shadow at that moment: the
 * bytes of a file, or the names in a folder. Everything else lives in the page cache of a real file system and does not
 * count. After the "power cut" the tree is rebuilt from the shadow alone (preload.py).
 *
 * Files are told apart by inode number and birth time, because numbers are used again after an unlink.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static void key_of(int folder, const char *name, int flags, char *key, unsigned *mode) {
    struct statx found;
    key[0] = 0;
    if (statx(folder, name, flags | AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS | STATX_BTIME, &found) != 0) return;
    *mode = found.stx_mode;
    sprintf(key, "%llu-%lld-%u", (unsigned long long)found.stx_ino, (long long)found.stx_btime.tv_sec, found.stx_btime.tv_nsec);
}

static int copy_bytes(int fd, const char *target) {
    char self[64], buffer[65536];
    ssize_t got;
    sprintf(self, "/proc/self/fd/%d", fd);
    int in = open(self, O_RDONLY | O_CLOEXEC), out = open(target, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (in < 0 || out < 0) return -1;
    while ((got = read(in, buffer, sizeof buffer)) > 0)
        if (write(out, buffer, got) != got) got = -1;
    close(in);
    close(out);
    return got == 0 ? 0 : -1;
}

static int copy_names(const char *path, const char *target) {
    DIR *folder = opendir(path);
    FILE *out = fopen(target, "w");
    struct dirent *entry;
    char key[96];
    unsigned mode = 0;
    if (!folder || !out) return -1;
    while ((entry = readdir(folder)) != NULL) {
        if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..")) continue;
        key_of(dirfd(folder), entry->d_name, 0, key, &mode);
        if (key[0]) fprintf(out, "%s %u %s\n", key, mode, entry->d_name);
    }
    closedir(folder);
    return fclose(out);
}

static int record(int fd, const char *path, const char *root, const char *shadow) {
    char fresh[PATH_MAX], target[PATH_MAX], lock[PATH_MAX], dead[PATH_MAX], key[96];
    unsigned mode = 0;
    int result = -1;
    snprintf(lock, sizeof lock, "%s/lock", shadow);
    snprintf(dead, sizeof dead, "%s/dead", shadow);
    snprintf(fresh, sizeof fresh, "%s/fresh", shadow);
    int guard = open(lock, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    flock(guard, LOCK_EX);
    key_of(fd, "", AT_EMPTY_PATH, key, &mode);
    snprintf(target, sizeof target, "%s/%s/%s", shadow, S_ISDIR(mode) ? "folders" : "files", key);
    if (access(dead, F_OK) == 0) errno = EIO;
    else if ((S_ISDIR(mode) ? copy_names(path, fresh) : copy_bytes(fd, fresh)) == 0) result = rename(fresh, target);
    if (result == 0 && !strcmp(path, root)) {
        char mark[PATH_MAX];
        snprintf(mark, sizeof mark, "%s/root", shadow);
        unlink(mark);
        result = symlink(key, mark);
    }
    close(guard);
    if (result != 0) errno = EIO;
    return result;
}

static int synced(int fd, const char *name) {
    char self[64], path[PATH_MAX];
    const char *root = getenv("POWERCUT_ROOT"), *shadow = getenv("POWERCUT_SHADOW");
    sprintf(self, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(self, path, sizeof path - 1);
    if (length > 0) path[length] = 0;
    size_t prefix = root ? strlen(root) : 0;
    if (!root || !shadow || length <= 0 || strncmp(path, root, prefix) || (path[prefix] && path[prefix] != '/'))
        return ((int (*)(int))dlsym(RTLD_NEXT, name))(fd);
    return record(fd, path, root, shadow);
}

int fsync(int fd) { return synced(fd, "fsync"); }
int fdatasync(int fd) { return synced(fd, "fdatasync"); }
