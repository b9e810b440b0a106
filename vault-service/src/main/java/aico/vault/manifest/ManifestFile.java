package aico.vault.manifest;

import static java.nio.charset.StandardCharsets.US_ASCII;

import aico.bus.crypto.Hex;
import aico.bus.crypto.Hkdf;
import aico.bus.crypto.SecretBytes;
import aico.vault.Manifests.Fault;
import aico.vault.Manifests.Finding;
import aico.vault.VaultException;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A manifest on its disk; read and written line by line, since it may be larger than the heap. */
final class ManifestFile {
  /** What a crash may leave of a write. */
  static final String DRAFT = ".new";

  private static final String FIRST = "aico-vault-manifest 1";
  private static final String VAULT = "vault ";
  private static final String SEALED = "sealed ";
  private static final String FINDING = "finding ";
  private static final String MAC = "mac ";
  private static final int MAC_BYTES = 32;

  private ManifestFile() {}

  /** One that was found to be ours, from its first file on. */
  static final class Reading implements AutoCloseable {
    private final BufferedReader in;
    private final Instant sealed;
    private final List<Finding> findings = new ArrayList<>();
    private @Nullable Line next;

    private Reading(BufferedReader in) throws IOException {
      this.in = in;
      in.readLine();
      in.readLine();
      sealed = instant(String.valueOf(in.readLine()).substring(SEALED.length()));
      String line = in.readLine();
      for (; line != null && line.startsWith(FINDING); line = in.readLine()) {
        findings.add(finding(line));
      }
      next = fileOrNull(line);
    }

    Instant sealed() {
      return sealed;
    }

    List<Finding> findings() {
      return findings;
    }

    @Nullable Line peek() {
      return next;
    }

    void advance() {
      try {
        next = fileOrNull(in.readLine());
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }

    private static @Nullable Line fileOrNull(@Nullable String line) {
      return line != null && Line.isOne(line) ? Line.parse(line) : null;
    }

    @Override
    public void close() {
      try {
        in.close();
      } catch (IOException unreadable) {
        throw new UncheckedIOException(unreadable);
      }
    }
  }

  /**
   * Authenticates the whole file and reads it again, or gives null when there is none.
   *
   * @throws VaultException when it is cut off, changed, another vault's, or not of this
   *     installation
   */
  static @Nullable Reading open(Path file, String vaultId, SecretBytes key) {
    if (!Files.exists(file)) {
      return null;
    }
    try {
      requireOurs(file, vaultId, key);
      return new Reading(Files.newBufferedReader(file, US_ASCII));
    } catch (IOException | IndexOutOfBoundsException unreadable) {
      throw new VaultException("%s: %s".formatted(file, unreadable.getMessage()), unreadable);
    }
  }

  /** When it says that it was made, which nothing proves yet; nothing where it is no manifest. */
  static Optional<Instant> claimedSealed(Path file) {
    try (BufferedReader in = Files.newBufferedReader(file, US_ASCII)) {
      String first = in.readLine();
      in.readLine();
      String sealed = in.readLine();
      return FIRST.equals(first) && sealed != null && sealed.startsWith(SEALED)
          ? Optional.of(instant(sealed.substring(SEALED.length())))
          : Optional.empty();
    } catch (IOException | VaultException garbled) {
      return Optional.empty();
    }
  }

  private static void requireOurs(Path file, String vaultId, SecretBytes key) throws IOException {
    MessageDigest sha256 = CipherWalk.sha256();
    try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
      String last = "";
      for (int at = 0; ; at++) {
        String line = in.readLine();
        if (line == null) {
          break;
        }
        if (at == 0 && !line.equals(FIRST)) {
          throw new VaultException("%s: version: '%s' (expected: %s)".formatted(file, line, FIRST));
        }
        if (at == 1 && !line.equals(VAULT + vaultId)) {
          throw new VaultException("%s: vault: another vault's manifest".formatted(file));
        }
        if (at > 0) {
          sha256.update((last + '\n').getBytes(StandardCharsets.ISO_8859_1));
        }
        last = line;
      }
      if (!MessageDigest.isEqual(
          last.getBytes(StandardCharsets.ISO_8859_1),
          (MAC + mac(sha256, key)).getBytes(US_ASCII))) {
        throw new VaultException(
            "%s: mac: does not match: cut off, changed, or from another installation"
                .formatted(file));
      }
    }
  }

  /** The same manifest under another key; done already, or not ours, it is left as it is. */
  static void reseal(Path file, String vaultId, SecretBytes former, SecretBytes current)
      throws IOException {
    if (isOurs(file, vaultId, current) || !isOurs(file, vaultId, former)) {
      return;
    }
    Path whole = file.resolveSibling(file.getFileName() + DRAFT);
    MessageDigest sha256 = CipherWalk.sha256();
    try (BufferedReader from = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1);
        BufferedWriter to = Files.newBufferedWriter(whole, StandardCharsets.ISO_8859_1)) {
      String line = from.readLine();
      for (String next = from.readLine(); line != null && next != null; next = from.readLine()) {
        byte[] bytes = (line + '\n').getBytes(StandardCharsets.ISO_8859_1);
        sha256.update(bytes);
        to.write(line + '\n');
        line = next;
      }
      to.write(MAC + mac(sha256, current) + '\n');
    }
    replace(whole, file);
  }

  private static boolean isOurs(Path file, String vaultId, SecretBytes key) throws IOException {
    try {
      requireOurs(file, vaultId, key);
      return true;
    } catch (VaultException notOurs) {
      return false;
    }
  }

  /** At once and durably. */
  private static void replace(Path whole, Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(whole, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel folder = FileChannel.open(file.resolveSibling("."), StandardOpenOption.READ)) {
      folder.force(true);
    }
  }

  private static String mac(MessageDigest sha256, SecretBytes key) {
    byte[] info = ("vault-manifest " + Hex.encode(sha256.digest())).getBytes(US_ASCII);
    try (SecretBytes mac = Hkdf.sha512(key, new byte[0], info, MAC_BYTES)) {
      return Hex.encode(mac.segment().toArray(ValueLayout.JAVA_BYTE));
    }
  }

  /** A new manifest, made aside. Files come first, since findings are known last. */
  static final class Writing implements AutoCloseable {
    private final Path file;
    private final Path files;
    private final Path whole;
    private final BufferedWriter out;

    Writing(Path file) throws IOException {
      this(file, "");
    }

    /** One that is made beside another; {@code aside} stands in the names of its drafts. */
    Writing(Path file, String aside) throws IOException {
      this.file = file;
      files = file.resolveSibling(file.getFileName() + aside + ".files");
      whole = file.resolveSibling(file.getFileName() + aside + DRAFT);
      out = Files.newBufferedWriter(files, US_ASCII);
    }

    void add(Line line) {
      try {
        out.write(line.text());
        out.write('\n');
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }

    /** Puts it in the old one's place, at once and durably. */
    void finish(String vaultId, Instant sealed, List<Finding> findings, SecretBytes key)
        throws IOException {
      draft(vaultId, sealed, findings, key);
      publish();
    }

    /** All of it, though not in its place yet. */
    Path draft(String vaultId, Instant sealed, List<Finding> findings, SecretBytes key)
        throws IOException {
      out.close();
      MessageDigest sha256 = CipherWalk.sha256();
      try (BufferedWriter to = Files.newBufferedWriter(whole, US_ASCII);
          BufferedReader from = Files.newBufferedReader(files, US_ASCII)) {
        List<String> head = new ArrayList<>(List.of(FIRST, VAULT + vaultId, SEALED + sealed));
        findings.forEach(finding -> head.add(text(finding)));
        for (String line : head) {
          put(to, sha256, line);
        }
        for (String line = from.readLine(); line != null; line = from.readLine()) {
          put(to, sha256, line);
        }
        to.write(MAC + mac(sha256, key) + '\n');
      }
      return whole;
    }

    /** Puts the draft in the old one's place, at once and durably. */
    void publish() throws IOException {
      replace(whole, file);
    }

    private static void put(BufferedWriter to, MessageDigest sha256, String line)
        throws IOException {
      String whole = line + '\n';
      sha256.update(whole.getBytes(US_ASCII));
      to.write(whole);
    }

    @Override
    public void close() throws IOException {
      out.close();
      Files.deleteIfExists(files);
      Files.deleteIfExists(whole);
    }
  }

  private static String text(Finding finding) {
    return FINDING
        + finding.fault().wireName()
        + ' '
        + finding.goodAt()
        + ' '
        + Long.toUnsignedString(finding.inode())
        + ' '
        + finding.path();
  }

  private static Finding finding(String line) {
    String[] fields = line.split(" ", -1);
    try {
      return new Finding(
          Fault.valueOf(fields[1].toUpperCase(Locale.ROOT)),
          instant(fields[2]),
          Long.parseUnsignedLong(fields[3]),
          fields[4]);
    } catch (IllegalArgumentException | IndexOutOfBoundsException garbled) {
      throw new VaultException("manifest: a finding that is none: " + line, garbled);
    }
  }

  private static Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException garbled) {
      throw new VaultException("manifest: a time that is none: " + text, garbled);
    }
  }
}
