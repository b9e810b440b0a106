package aico.audit.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * A disk whose power can fail: it remembers how long each file was when it was last synced, and
 * takes everything behind that away. It can also fail to write and to sync.
 */
final class RollbackFile implements AppendFile.Opener {
  private final Map<Path, Long> synced = new HashMap<>();
  int writesUntilFull = Integer.MAX_VALUE;
  boolean failForce;
  boolean forget;

  @Override
  public AppendFile open(Path file) throws IOException {
    AppendFile real = ChannelFile.open(file);
    synced.putIfAbsent(file, real.size());
    return new AppendFile() {
      @Override
      public long size() throws IOException {
        return real.size();
      }

      @Override
      public void append(ByteBuffer bytes) throws IOException {
        if (writesUntilFull-- <= 0) {
          // Half of it still fits.
          ByteBuffer half = bytes.duplicate();
          half.limit(half.position() + half.remaining() / 2);
          real.append(half);
          throw new IOException("No space left on device");
        }
        real.append(bytes);
      }

      @Override
      public void truncate(long size) throws IOException {
        real.truncate(size);
      }

      @Override
      public void force() throws IOException {
        if (failForce) {
          throw new IOException("Input/output error");
        }
        if (!forget) {
          real.force();
          synced.put(file, real.size());
        }
      }

      @Override
      public void close() throws IOException {
        real.close();
      }
    };
  }

  /** The power fails. */
  void powerCut() throws IOException {
    for (Map.Entry<Path, Long> file : synced.entrySet()) {
      if (Files.exists(file.getKey())) {
        try (AppendFile real = ChannelFile.open(file.getKey())) {
          real.truncate(file.getValue());
        }
      }
    }
  }
}
