package aico.bus.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Python plays the terminal: it shows what a person would see, and whether echo came back. */
class TerminalPasswordIT {
  private static final String PYTHON = "/usr/bin/python3";
  private static final String TERMINAL =
      """
      import os, pty, sys, termios, time, signal
      to_type, end, command = sys.argv[1].encode().decode('unicode_escape'), sys.argv[2], sys.argv[3:]
      pid, fd = pty.fork()
      if pid == 0:
          for name in ('SIGINT', 'SIGTERM', 'SIGHUP'):
              signal.signal(getattr(signal, name), signal.SIG_DFL)
          os.execv(command[0], command)
      def echo():
          return bool(termios.tcgetattr(fd)[3] & termios.ECHO)
      seen = b''
      while b'Password: ' not in seen:
          seen += os.read(fd, 1024)
      print('echo while asking:', echo())
      if end == 'type':
          os.write(fd, to_type.encode('latin-1'))
      else:
          os.kill(pid, getattr(signal, end))
      while True:
          try:
              part = os.read(fd, 1024)
          except OSError:
              break
          if not part:
              break
          seen += part
          if b'result: ' in seen and seen.endswith(b'\\n') or b'gone' in seen:
              print('echo after:', echo())
              os.write(fd, b'\\n')
      status = os.waitpid(pid, 0)[1]
      print('exit:', os.waitstatus_to_exitcode(status))
      print('seen:', repr(seen))
      """;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "hunter2\\n, '68756e74657232'",
    "\\n, ''",
    "h\\xc3\\xbc\\n, '68c3bc'",
    "wrong\\x15right\\n, '7269676874'",
    "ab\\x1ac\\n, '61621a63'",
  })
  void read_takesTheLineUnseenAndEchoComesBack(String typed, String expected) throws Exception {
    Finished terminal = terminal(typed, "type");
    assertThat(terminal.output())
        .contains("echo while asking: False\n", "echo after: True\n", "exit: 0\n")
        .contains("result: " + expected + "\\r\\n")
        .doesNotContain("hunter2", "right");
  }

  @Test
  void read_longerThanAPassword_isRefused() throws Exception {
    Finished terminal = terminal("x".repeat(1025) + "\\n", "type");
    assertThat(terminal.output())
        .contains("result: aico.bus.crypto.SecretTooLongException", "echo after: True\n")
        .doesNotContain("xx");
  }

  @ParameterizedTest
  @CsvSource({"SIGINT, 130", "SIGTERM, 143", "SIGHUP, 129"})
  void read_endedBySignal_givesTheEchoBack(String signal, int exitCode) throws Exception {
    Finished terminal = terminal("", signal);
    assertThat(terminal.output())
        .contains("echo while asking: False\n", "echo after: True\n", "exit: " + exitCode + "\n");
  }

  @Test
  void read_withoutATerminal_saysSo() throws Exception {
    List<String> command = new ArrayList<>(List.of("setsid", "--wait"));
    command.addAll(ChildJvm.command(TerminalProbe.class));
    Finished probe = Finished.run(command);
    assertThat(probe.output())
        .contains("available: false")
        .contains("result: aico.bus.crypto.SystemCallException: open /dev/tty: ");
  }

  private Finished terminal(String typed, String end) throws IOException, InterruptedException {
    Path script = Files.writeString(folder.resolve("terminal.py"), TERMINAL);
    List<String> command = new ArrayList<>(List.of(PYTHON, script.toString(), typed, end));
    command.addAll(ChildJvm.command(TerminalProbe.class));
    return Finished.run(command);
  }
}
