package aico.cli.storage;

import aico.audit.log.AuditLogException;
import aico.audit.log.Checkpoint;
import aico.audit.log.CosignerKey;
import aico.audit.log.Vkey;
import aico.bus.crypto.Ed25519Key;
import aico.bus.crypto.Hex;
import aico.bus.crypto.SecretBytes;
import aico.bus.crypto.SecretTooLongException;
import aico.bus.crypto.SystemCallException;
import aico.cli.CommandFailed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a witness keeps: its key, and the last checkpoint it cosigned, which says size and root.
 * Each file is written whole and synced before it is told of.
 */
public final class WitnessFolder implements AutoCloseable {
  public static final String SECRET_KEY = "witness.key";
  public static final String PUBLIC_KEY = "witness.pub";
  public static final String CHECKPOINT = "checkpoint";
  public static final String EVIDENCE = "fork";

  private static final String HEADER = "aico-witness-key 1\n";
  private static final int KEY_FILE_BYTES = HEADER.length() + 2 * Ed25519Key.SEED_BYTES + 1;
  private static final int NOTE_MAX_BYTES = 16_384;

  private final Path folder;
  private final Ed25519Key key;
  private final CosignerKey cosigner;
  private final FileChannel lock;

  private WitnessFolder(Path folder, FileChannel lock, Ed25519Key key, CosignerKey cosigner) {
    this.folder = folder;
    this.lock = lock;
    this.key = key;
    this.cosigner = cosigner;
  }

  /**
   * Opens the folder, made with a new key where there is none.
   *
   * @param name the witness's, or null for the one it has, or one made of its key
   */
  public static WitnessFolder open(Path folder, @Nullable String name) {
    FileChannel lock = null;
    Ed25519Key key = null;
    try {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      lock =
          FileChannel.open(
              folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (lock.tryLock() == null) {
        throw CommandFailed.failed(folder + ": another witness runs there");
      }
      key = key(folder);
      CosignerKey cosigner = cosigner(folder, key, name);
      return new WitnessFolder(folder, lock, key, cosigner);
    } catch (IOException e) {
      close(key, lock);
      throw CommandFailed.failed(folder + ": cannot be used: " + Reasons.of(e));
    } catch (RuntimeException e) {
      close(key, lock);
      throw e;
    }
  }

  private static Ed25519Key key(Path folder) throws IOException {
    Path file = folder.resolve(SECRET_KEY);
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      if (Files.exists(folder.resolve(CHECKPOINT))) {
        // A new key would begin anew, and confirm what the lost one would have refused.
        throw CommandFailed.failed(file + ": missing, while there is a checkpoint");
      }
      try (Ed25519Key fresh = Ed25519Key.generate();
          SecretBytes seed = fresh.seed();
          SecretBytes digits = Hex.encode(seed);
          SecretText text = new SecretText(KEY_FILE_BYTES)) {
        text.add(HEADER).add(digits).add("\n");
        place(file, text.segment().asByteBuffer(), "r--------");
      }
    }
    if (Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS).stream()
        .anyMatch(p -> !p.name().startsWith("OWNER"))) {
      throw CommandFailed.failed(file + ": mode: open to other users (expected: r--------)");
    }
    try (SecretBytes content = SecretBytes.readFrom(file, KEY_FILE_BYTES)) {
      if (content.sizeBytes() != KEY_FILE_BYTES
          || SecretText.indexOf(content.segment(), HEADER) != 0) {
        throw CommandFailed.failed(file + ": no key file (expected: aico-witness-key 1)");
      }
      try (SecretBytes seed =
          Hex.decode(content.segment().asSlice(HEADER.length(), 2L * Ed25519Key.SEED_BYTES))) {
        return new Ed25519Key(seed);
      }
    } catch (IllegalArgumentException | SecretTooLongException damaged) {
      throw CommandFailed.failed(file + ": key: damaged");
    } catch (SystemCallException unreadable) {
      throw CommandFailed.failed(file + ": cannot be read");
    }
  }

  private static CosignerKey cosigner(Path folder, Ed25519Key key, @Nullable String name)
      throws IOException {
    Path file = folder.resolve(PUBLIC_KEY);
    try {
      if (Files.exists(file)) {
        CosignerKey known = CosignerKey.parse(TrustFile.read("--state", file));
        if (!new CosignerKey(known.name(), key.publicKey()).toString().equals(known.toString())) {
          throw CommandFailed.failed(file + ": of another key than " + SECRET_KEY);
        }
        if (name != null && !name.equals(known.name())) {
          // The name is not signed: one key under two names is two witnesses in one.
          throw CommandFailed.usage(
              "--name", name + " (expected: " + known.name() + ", as this witness is called)");
        }
        return known;
      }
      String called =
          name != null
              ? name
              : "aico.local/witness/" + Hex.encode(key.publicKey()).substring(0, 16);
      CosignerKey fresh = new CosignerKey(called, key.publicKey());
      place(file, ByteBuffer.wrap((fresh + "\n").getBytes(StandardCharsets.UTF_8)), "rw-r--r--");
      return fresh;
    } catch (AuditLogException bad) {
      if (name != null && !Files.exists(file)) {
        throw CommandFailed.usage("--name", String.valueOf(bad.getMessage()));
      }
      throw CommandFailed.failed(file + ": " + bad.getMessage());
    }
  }

  public CosignerKey cosigner() {
    return cosigner;
  }

  /** The last checkpoint it cosigned, or null before the first. */
  public @Nullable Checkpoint last(Vkey log) {
    Path file = checkpoint();
    try {
      if (Files.size(file) > NOTE_MAX_BYTES) {
        throw CommandFailed.failed(file + ": too long");
      }
      byte[] note = Files.readAllBytes(file);
      cosigner.cosigned(note);
      return Checkpoint.open(note, log);
    } catch (NoSuchFileException none) {
      return null;
    } catch (AuditLogException bad) {
      throw CommandFailed.failed(file + ": " + bad.getMessage());
    } catch (IOException e) {
      throw CommandFailed.failed(file + ": cannot be read: " + Reasons.of(e));
    }
  }

  /** Cosigns a checkpoint and keeps it. */
  public void cosign(byte[] note, Instant time) {
    byte[] cosigned = cosigner.cosign(note, time, key::sign);
    try {
      place(checkpoint(), ByteBuffer.wrap(cosigned), "rw-r--r--");
    } catch (IOException e) {
      throw CommandFailed.failed(checkpoint() + ": cannot be written: " + Reasons.of(e));
    }
  }

  public Path checkpoint() {
    return folder.resolve(CHECKPOINT);
  }

  /** Where evidence of a fork stands, or would. */
  public Path evidence() {
    return folder.resolve(EVIDENCE);
  }

  /**
   * Ends a witness that found a fork before: {@code checkpoint} and {@code fork} stay as they were
   * until somebody has looked at them and moved the latter away.
   */
  public void requireNoFork() {
    if (Files.exists(evidence(), LinkOption.NOFOLLOW_LINKS)) {
      throw CommandFailed.failed(
          "FORK: found before; "
              + evidence()
              + " and "
              + checkpoint()
              + " are the evidence. Move the first away once you know why; a log that was brought"
              + " back from a backup begins anew with another --state");
    }
  }

  /** When the last checkpoint was cosigned, or null before the first. */
  public @Nullable Instant lastTime() {
    try {
      return cosigner.cosigned(Files.readAllBytes(checkpoint()));
    } catch (IOException | AuditLogException none) {
      return null;
    }
  }

  /** Keeps what the log showed in place of what it was; the first such stays. */
  public Path keepEvidence(byte[] note) {
    Path file = evidence();
    try {
      if (!Files.exists(file)) {
        place(file, ByteBuffer.wrap(note), "rw-r--r--");
      }
      return file;
    } catch (IOException e) {
      throw CommandFailed.failed(file + ": cannot be written: " + Reasons.of(e));
    }
  }

  private static void place(Path file, ByteBuffer content, String mode) throws IOException {
    Path draft = file.resolveSibling("." + file.getFileName() + ".new");
    Files.deleteIfExists(draft);
    try (FileChannel channel =
        FileChannel.open(
            draft,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      while (content.hasRemaining()) {
        channel.write(content);
      }
      Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString(mode));
      channel.force(true);
    }
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel parent = FileChannel.open(file.resolveSibling("."), StandardOpenOption.READ)) {
      parent.force(true);
    }
  }

  @Override
  public void close() {
    close(key, lock);
  }

  private static void close(@Nullable Ed25519Key key, @Nullable FileChannel lock) {
    if (key != null) {
      key.close();
    }
    if (lock != null) {
      try {
        lock.close();
      } catch (IOException closed) {
        // The process's end closes it.
      }
    }
  }
}
