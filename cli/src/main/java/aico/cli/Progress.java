package aico.cli;

/** Where a long-running command tells what it is doing; standard error. */
public interface Progress {
  void say(String line);
}
