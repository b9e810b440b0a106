package aico.audit.storage;

import aico.audit.RuleSource;
import aico.audit.log.Hashes;
import aico.detect.sigma.DefaultRules;
import aico.detect.sigma.SigmaRules;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** The default rules, and those of the owner: the files {@code *.yml} of a folder, by name. */
public final class RuleFolder implements RuleSource {
  /** Four bytes a character. */
  private static final long FILE_MAX_BYTES = 256 * 1024;

  private final Path folder;
  private String seen = "";

  public RuleFolder(Path folder) {
    this.folder = folder;
  }

  @Override
  public Optional<Found> changed() {
    List<SigmaRules.Fault> faults = new ArrayList<>();
    String listing = listing();
    if (listing.equals(seen)) {
      return Optional.empty();
    }
    List<SigmaRules.File> files = new ArrayList<>(DefaultRules.files());
    int own = 0;
    for (Path file : files()) {
      String name = String.valueOf(file.getFileName());
      if (++own > SigmaRules.FILES_MAX) {
        faults.add(
            new SigmaRules.Fault(name, "file: more than " + SigmaRules.FILES_MAX + " files"));
        break;
      }
      try {
        files.add(new SigmaRules.File(name, text(file)));
      } catch (CharacterCodingException e) {
        faults.add(new SigmaRules.Fault(name, "file: not UTF-8"));
      } catch (IOException e) {
        faults.add(
            new SigmaRules.Fault(name, "file: cannot be read: " + e.getClass().getSimpleName()));
      }
    }
    seen = listing;
    SigmaRules.Read read = SigmaRules.read(files);
    faults.addAll(read.faults());
    return Optional.of(new Found(new SigmaRules.Read(read.rules(), faults), sha256(files)));
  }

  private static String text(Path file) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException("not a file");
    }
    if (Files.size(file) > FILE_MAX_BYTES) {
      return " ".repeat((int) FILE_MAX_BYTES);
    }
    return StandardCharsets.UTF_8
        .newDecoder()
        .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
        .toString();
  }

  private List<Path> files() {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, "*.yml")) {
      all.forEach(files::add);
    } catch (IOException | java.nio.file.DirectoryIteratorException none) {
      make();
    }
    files.sort(null);
    return files;
  }

  private void make() {
    try {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (IOException e) {
      System.getLogger(RuleFolder.class.getName())
          .log(System.Logger.Level.WARNING, "{0}: cannot be made", folder);
    }
  }

  /** What tells whether anything was changed, without reading the files. */
  private String listing() {
    StringBuilder listing = new StringBuilder("rules\n");
    for (Path file : files()) {
      try {
        BasicFileAttributes of =
            Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        listing
            .append(file.getFileName())
            .append(' ')
            .append(of.size())
            .append(' ')
            .append(of.lastModifiedTime().toMillis())
            .append(' ')
            .append(of.fileKey())
            .append('\n');
      } catch (IOException e) {
        listing.append(file.getFileName()).append(" unreadable\n");
      }
    }
    return listing.toString();
  }

  private static String sha256(List<SigmaRules.File> files) {
    MessageDigest digest = Hashes.sha256();
    for (SigmaRules.File file : files) {
      digest.update((file.name() + '\0' + file.text() + '\0').getBytes(StandardCharsets.UTF_8));
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
