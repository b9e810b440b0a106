package aico.audit;

import java.util.Set;

/** What a name can stand as in events, since most are pseudonyms there. */
public interface Aliases {
  /** Names stand as they are. */
  Aliases NONE =
      new Aliases() {
        @Override
        public Set<String> of(String name) {
          return Set.of(name);
        }

        @Override
        public String written(String name) {
          return name;
        }
      };

  /** The name itself, and whatever stands for it. */
  Set<String> of(String name);

  /** What stands for it in events that are about nobody else. */
  String written(String name);
}
