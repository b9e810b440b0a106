package aico.vault.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A home whose service has a user of its own, its owner another, and a third that has no part in
 * it. Lets users mount for others on this machine until it is closed.
 */
final class ServiceHome implements AutoCloseable {
  private static final Path FUSE_CONF = Path.of("/etc/fuse.conf");
  private static final Path FUSE_DEVICE = Path.of("/dev/fuse");

  private final Path folder;
  private final TestUser service;
  private final TestUser owner;
  private final TestUser other;
  private final String fuseConf;
  private final String deviceMode;

  ServiceHome(Path folder) throws IOException {
    this.folder = folder;
    String suffix = Long.toHexString(ProcessHandle.current().pid());
    service = TestUser.add("avs-" + suffix);
    owner = TestUser.add("avo-" + suffix);
    other = TestUser.add("avx-" + suffix);
    fuseConf = Files.readString(FUSE_CONF);
    if (!fuseConf.lines().anyMatch("user_allow_other"::equals)) {
      Files.writeString(FUSE_CONF, fuseConf + "\nuser_allow_other\n");
    }
    deviceMode = PosixFilePermissions.toString(Files.getPosixFilePermissions(FUSE_DEVICE));
    Files.setPosixFilePermissions(FUSE_DEVICE, PosixFilePermissions.fromString("rw-rw-rw-"));
    mode(folder, "rwxr-xr-x");
    make("vaults", "rwx------", service.uid() + ":" + service.gid());
    make("mnt", "rwx--x---", service.uid() + ":" + owner.gid());
    make("mnt-for", "rwxr-xr-x", "0:0");
    make("registry", "rwx------", service.uid() + ":" + service.gid());
    make("manifests", "rwx------", service.uid() + ":" + service.gid());
    make("lib", "rwxr-xr-x", "0:0");
  }

  TestUser owner() {
    return owner;
  }

  TestUser other() {
    return other;
  }

  MountingProcess startService() throws IOException {
    String classPath = MountingProcess.copyClassPath(folder.resolve("lib"));
    return MountingProcess.start(folder, classPath, service, owner);
  }

  /** A folder of the owner's. */
  Path ownersFolder(String name) throws IOException {
    make(name, "rwx------", owner.uid() + ":" + owner.gid());
    return folder.resolve(name);
  }

  void giveToService(Path folder) throws IOException {
    mode(folder, "rwx------");
    TestUser.run("chown", service.uid() + ":" + service.gid(), folder.toString());
  }

  private void make(String name, String mode, String owners) throws IOException {
    Path made = Files.createDirectory(folder.resolve(name));
    mode(made, mode);
    TestUser.run("chown", owners, made.toString());
  }

  private static void mode(Path path, String mode) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }

  @Override
  public void close() throws IOException {
    Files.setPosixFilePermissions(FUSE_DEVICE, PosixFilePermissions.fromString(deviceMode));
    if (!fuseConf.lines().anyMatch("user_allow_other"::equals)) {
      Files.writeString(FUSE_CONF, fuseConf);
    }
    service.close();
    owner.close();
    other.close();
  }
}
