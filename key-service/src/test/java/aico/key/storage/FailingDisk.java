package aico.key.storage;

import aico.bus.zmq.SpareFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A disk that dies for good at a given step of a replacement: before it, or in the middle of the
 * draft, so that half of it is there.
 */
final class FailingDisk extends Disk {
  /** Steps at which it can die, from 0; one more is a replacement that succeeds. */
  static final int STEPS = 5;

  private int stepsLeft = Integer.MAX_VALUE;
  private boolean forGood = true;

  void dieAtStep(int step) {
    stepsLeft = step;
    forGood = true;
  }

  /** The same, of a disk that works again afterwards. */
  void failAtStep(int step) {
    stepsLeft = step;
    forGood = false;
  }

  /** Whether that step was come to. */
  boolean reached() {
    return stepsLeft < 0;
  }

  private void step() throws IOException {
    int left = stepsLeft--;
    if (forGood ? left <= 0 : left == 0) {
      throw new IOException("died");
    }
  }

  @Override
  void writeDraft(Path draft, byte[] content) throws IOException {
    step();
    try {
      step();
    } catch (IOException died) {
      Files.write(draft, Arrays.copyOf(content, content.length / 2));
      throw died;
    }
    super.writeDraft(draft, content);
  }

  @Override
  void replace(SpareFile spare, byte[] content) throws IOException {
    step();
    super.replace(spare, content);
  }

  @Override
  void syncFile(Path draft) throws IOException {
    step();
    requireThere(draft);
  }

  @Override
  void rename(Path draft, Path file) throws IOException {
    step();
    super.rename(draft, file);
  }

  @Override
  void delete(Path file) throws IOException {
    step();
    super.delete(file);
  }

  @Override
  void syncFolder(Path file) throws IOException {
    step();
    requireThere(file.resolveSibling("."));
  }

  /** A process that dies takes nothing along that it wrote, so that nothing has to be synced. */
  private static void requireThere(Path path) throws IOException {
    if (!Files.exists(path)) {
      throw new NoSuchFileException(path.toString());
    }
  }
}
