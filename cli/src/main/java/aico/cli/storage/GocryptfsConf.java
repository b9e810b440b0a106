package aico.cli.storage;

import aico.cli.CommandFailed;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** What a folder that another gocryptfs made says of itself, as far as taking it up needs it. */
public final class GocryptfsConf {
  public static final String FILE = "gocryptfs.conf";
  private static final String REVERSE = ".gocryptfs.reverse.conf";
  private static final long MAX_BYTES = 64 * 1024;
  private static final int VERSION = 2;

  private GocryptfsConf() {}

  public static boolean isIn(Path folder) {
    return Files.isRegularFile(folder.resolve(FILE), LinkOption.NOFOLLOW_LINKS);
  }

  /** Refuses, each with its reason, what cannot be taken up as it is. */
  public static void requireAdoptable(Path folder) {
    if (Files.exists(folder.resolve(REVERSE), LinkOption.NOFOLLOW_LINKS)) {
      throw refuse(
          folder,
          "is of gocryptfs -reverse: the files in it are not encrypted (expected: a folder of"
              + " ciphertext; plain files are taken in with aico vault import)");
    }
    if (!isIn(folder)) {
      throw refuse(
          folder, "holds no gocryptfs.conf (expected: a folder that gocryptfs -init made)");
    }
    JsonNode conf = read(folder.resolve(FILE));
    if (conf.path("Version").asInt() != VERSION || !conf.path("FeatureFlags").isArray()) {
      throw refuse(folder, "its gocryptfs.conf is damaged, or of another version than " + VERSION);
    }
    Set<String> flags = new HashSet<>();
    conf.path("FeatureFlags").forEach(flag -> flags.add(flag.asText()));
    if (flags.contains("PlaintextNames")) {
      throw refuse(
          folder,
          "its file names are not encrypted (-plaintextnames): mount it with gocryptfs and take the"
              + " files in with aico vault import");
    }
    if (flags.contains("FIDO2")) {
      throw refuse(
          folder,
          "opens with a FIDO2 token and has no password: mount it with gocryptfs and take the files"
              + " in with aico vault import");
    }
  }

  private static JsonNode read(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw CommandFailed.failed(file + ": too large to be one");
      }
      return new JsonMapper().readTree(Files.readAllBytes(file));
    } catch (JsonProcessingException garbled) {
      throw CommandFailed.failed(file + ": damaged: no JSON");
    } catch (IOException unreadable) {
      throw CommandFailed.failed(file + ": cannot be read: " + Reasons.of(unreadable));
    }
  }

  private static CommandFailed refuse(Path folder, String why) {
    return CommandFailed.failed(folder + ": " + why);
  }
}
