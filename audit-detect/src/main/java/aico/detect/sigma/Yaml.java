package aico.detect.sigma;

import aico.detect.RuleRefused;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * YAML as rules need it: maps, lists and scalars, of YAML's own types only whole numbers, decimals,
 * {@code true}, {@code false} and null. No aliases, tags, merges, dates, duplicate keys.
 */
final class Yaml {
  /** A rule is a page; a file may hold several. */
  static final int FILE_MAX_CHARS = 64 * 1024;

  static final int DOCUMENTS_MAX = 64;
  private static final int DEPTH_MAX = 16;
  private static final String FILE = "file";

  private Yaml() {}

  /**
   * The documents of a file.
   *
   * @throws RuleRefused when it is not such YAML
   */
  static List<Section> documents(String text) {
    if (text.length() > FILE_MAX_CHARS) {
      throw new RuleRefused(
          FILE, text.length() + " characters (expected: <= " + FILE_MAX_CHARS + ")");
    }
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    options.setAllowRecursiveKeys(false);
    options.setMaxAliasesForCollections(0);
    options.setNestingDepthLimit(DEPTH_MAX);
    options.setCodePointLimit(FILE_MAX_CHARS);
    DumperOptions unused = new DumperOptions();
    List<Section> documents = new ArrayList<>();
    try {
      var yaml =
          new org.yaml.snakeyaml.Yaml(
              new SafeConstructor(options),
              new Representer(unused),
              unused,
              options,
              new PlainTypes());
      requireNoAliases(yaml, text);
      for (Object document : yaml.loadAll(text)) {
        if (documents.size() >= DOCUMENTS_MAX) {
          throw new RuleRefused(FILE, "more than " + DOCUMENTS_MAX + " documents");
        }
        documents.add(Section.of("", document));
      }
    } catch (YAMLException e) {
      throw new RuleRefused(FILE, "not YAML: " + firstLine(e), e);
    }
    if (documents.isEmpty()) {
      throw new RuleRefused(FILE, "empty");
    }
    return documents;
  }

  /** Aliases of scalars are let through by the option above. */
  private static void requireNoAliases(org.yaml.snakeyaml.Yaml yaml, String text) {
    for (var event : yaml.parse(new java.io.StringReader(text))) {
      if (event instanceof org.yaml.snakeyaml.events.AliasEvent) {
        throw new RuleRefused(FILE, "aliases are not supported");
      }
    }
  }

  private static String firstLine(YAMLException e) {
    return String.valueOf(e.getMessage()).replaceAll("\\s+", " ").strip();
  }

  /** Without dates, octals, {@code yes}, {@code on}, and merge keys. */
  private static final class PlainTypes extends Resolver {
    private static final Pattern BOOL = Pattern.compile("true|True|TRUE|false|False|FALSE");
    private static final Pattern INT = Pattern.compile("-?(0|[1-9][0-9]{0,17})");
    private static final Pattern FLOAT = Pattern.compile("-?[0-9]{1,15}\\.[0-9]{1,15}");
    private static final Pattern NULL = Pattern.compile("~|null|Null|NULL|");

    @Override
    protected void addImplicitResolvers() {
      addImplicitResolver(Tag.BOOL, BOOL, "tTfF");
      addImplicitResolver(Tag.INT, INT, "-0123456789");
      addImplicitResolver(Tag.FLOAT, FLOAT, "-0123456789");
      addImplicitResolver(Tag.NULL, NULL, "~nN\0");
      addImplicitResolver(Tag.NULL, Pattern.compile(""), null);
    }
  }
}
