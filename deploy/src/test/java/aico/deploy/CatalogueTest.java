package aico.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import aico.bus.contract.EventCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The audit catalogue against the code: what is listed is written somewhere, and what is written
 * somewhere is listed.
 */
class CatalogueTest {
  private static final Pattern DETAIL = Pattern.compile("\\.with\\(\\s*\"([a-z0-9_]+)\"");

  private static final String SOURCES = sources();

  @Test
  void everyCode_isWrittenBySomeService() {
    assertThat(
            Arrays.stream(EventCode.values())
                .filter(code ->
                    !Pattern.compile("EventCode\\." + code.name() + "\\b").matcher(SOURCES).find()))
        .isEmpty();
  }

  @Test
  void everyDetail_isWrittenBySomeService() {
    assertThat(listed().stream().filter(detail -> !SOURCES.contains('"' + detail + '"'))).isEmpty();
  }

  @Test
  void everyDetailThatIsWritten_isListed() {
    Set<String> written = new TreeSet<>();
    Matcher matcher = DETAIL.matcher(SOURCES);
    while (matcher.find()) {
      written.add(matcher.group(1));
    }

    assertThat(written).isNotEmpty();
    assertThat(listed()).containsAll(written);
  }

  private static Set<String> listed() {
    return Arrays.stream(EventCode.values())
        .flatMap(code -> code.details().stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The main sources of all modules but the contract. */
  private static String sources() {
    Path root = Path.of("..").toAbsolutePath().normalize();
    try (Stream<Path> files = Files.walk(root)) {
      List<Path> sources =
          files
              .filter(file -> file.toString().contains("/src/main/java/"))
              .filter(file -> !file.startsWith(root.resolve("bus/contract")))
              .filter(file -> file.toString().endsWith(".java"))
              .toList();
      StringBuilder all = new StringBuilder();
      for (Path source : sources) {
        all.append(Files.readString(source)).append('\n');
      }
      return all.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
