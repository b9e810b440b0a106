package aico.cli.app;

import static org.assertj.core.api.Assertions.assertThat;

import aico.cli.Suite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The clients we hand out, and one that does it wrong, in every case. */
class ClientChecksIT {
  /** Acknowledges nothing, and never looks up. */
  private static final String CARELESS =
      """
      import json, zmq
      credential = json.load(open("integrator.json"))
      stream = zmq.Context().socket(zmq.DEALER)
      stream.curve_publickey = credential["public_key_z85"].encode()
      stream.curve_secretkey = credential["secret_key_z85"].encode()
      stream.curve_serverkey = credential["server_key_z85"].encode()
      stream.connect(credential["stream"])
      stream.send_multipart([b"open", json.dumps({"v": 1, "from": 0, "credit": 100, "x": 1}).encode()])
      while True:
          stream.recv_multipart()
      """;

  @TempDir Path folder;

  @Test
  void subscribePy_passes() {
    assertAllPass(ClientChecks.run(List.of("{}/subscribe.py")));
  }

  @Test
  void theReadmesPythonClient_passes() throws IOException {
    Matcher code =
        Pattern.compile("```python\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(Path.of("../README.md")));
    assertThat(code.find()).isTrue();
    Path client = Files.writeString(folder.resolve("client.py"), code.group(1));
    assertAllPass(ClientChecks.run(List.of("/usr/bin/python3", client.toString())));
  }

  private static void assertAllPass(List<Suite.ClientVerdict> verdicts) {
    assertThat(verdicts).hasSize(9).allMatch(Suite.ClientVerdict::passed);
  }

  @Test
  void aCarelessClient_failsEverywhere_andIsToldWhy() throws IOException {
    Path client = Files.writeString(folder.resolve("careless.py"), CARELESS);
    assertThat(ClientChecks.run(List.of("/usr/bin/python3", client.toString())))
        .hasSize(9)
        .noneMatch(Suite.ClientVerdict::passed)
        .anySatisfy(verdict ->
            assertThat(verdict.message()).contains("no part of the protocol: x: unknown field"));
  }

  @Test
  void aClientThatEndsAtOnce_failsEverywhere() {
    assertThat(ClientChecks.run(List.of("/bin/true")))
        .noneMatch(Suite.ClientVerdict::passed)
        .allSatisfy(verdict -> assertThat(verdict.message()).contains("opened the stream"));
  }
}
