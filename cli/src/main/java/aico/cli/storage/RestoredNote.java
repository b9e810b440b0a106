package aico.cli.storage;

import java.util.LinkedHashMap;
import java.util.Map;

/** Tells audit-service what a restore brought back, so that the trail says so. */
public final class RestoredNote {
  public static final String NAME = "restored.json";

  private static final int VERSION = 1;

  private RestoredNote() {}

  public static byte[] bytes(BackupFolder.Backup backup) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("version", VERSION);
    json.put("home_id", backup.homeId());
    json.put("taken", backup.taken());
    return JsonFile.bytes(json);
  }
}
