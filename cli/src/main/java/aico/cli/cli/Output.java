package aico.cli.cli;

import aico.cli.CommandFailed;
import aico.cli.Progress;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;

/** Results on standard output, everything else on standard error. */
public final class Output implements Progress {
  private final PrintStream out;
  private final PrintStream err;

  /** A record's components and nothing else it can tell. */
  private final JsonMapper mapper =
      JsonMapper.builder().disable(MapperFeature.AUTO_DETECT_IS_GETTERS).build();

  private boolean json;

  public Output(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /** From now on results and errors are JSON. */
  void useJson() {
    json = true;
  }

  boolean isJson() {
    return json;
  }

  /** The result: an object as JSON, or the words. */
  void result(Object object, Runnable words) {
    if (json) {
      out.println(asJson(object));
    } else {
      words.run();
    }
    out.flush();
  }

  /** One line of the result, in words or as JSON that stands already. */
  void line(String text) {
    out.println(text);
  }

  void flush() {
    out.flush();
  }

  /** Whether whoever reads the result has gone. */
  boolean isClosed() {
    return out.checkError();
  }

  @Override
  public void say(String line) {
    err.println("aico: " + line);
  }

  /** Prose without the name in front, such as a usage help. */
  void prose(String text) {
    err.println(text);
  }

  /** What went wrong: one object on standard output with JSON, else a line on standard error. */
  void error(CommandFailed failed) {
    String message = String.valueOf(failed.getMessage());
    if (!json) {
      say(message + retry(failed));
      return;
    }
    Map<String, Object> error = new LinkedHashMap<>();
    error.put("code", failed.code().wireName());
    error.put("message", message);
    failed.field().ifPresent(field -> error.put("field", field));
    failed.rule().ifPresent(rule -> error.put("rule", rule));
    failed.retryAfterS().ifPresent(seconds -> error.put("retry_after_s", seconds));
    out.println(asJson(Map.of("error", error)));
    out.flush();
  }

  private static String retry(CommandFailed failed) {
    return failed.retryAfterS().isPresent()
        ? " (try again in " + failed.retryAfterS().getAsLong() + " s)"
        : "";
  }

  private String asJson(Object object) {
    try {
      return mapper.writeValueAsString(object);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot be written as JSON", e);
    }
  }
}
