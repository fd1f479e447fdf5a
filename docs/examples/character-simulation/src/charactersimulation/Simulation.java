package charactersimulation;

import dev.signalbox.client.Signalbox;
import dev.signalbox.client.TableCommands;
import dev.signalbox.client.local.Migration;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Lets characters live, tick by tick. The tick counter is private and commits with what the tick tells the world: killed at any
 * moment, it goes on with the next tick, and no tick is told twice.
 */
public final class Simulation {
    private static final List<String> PLACES = List.of("market", "harbour", "tower", "garden");
    private static final List<String> MOODS = List.of("calm", "glad", "afraid", "angry");

    private final Signalbox hub;
    private final List<String> characters;
    private final RandomGenerator random;

    public Simulation(Signalbox hub, List<String> characters, RandomGenerator random) {
        this.hub = hub;
        this.characters = List.copyOf(characters);
        this.random = random;
        var unused = hub.local()
                .migrate(Migration.of(
                        1,
                        "clock",
                        "CREATE TABLE clock (id integer PRIMARY KEY CHECK (id = 1), tick integer NOT NULL)",
                        "INSERT INTO clock (id, tick) VALUES (1, 0)"));
    }

    /** One tick of all characters. Answers its number. */
    public long tick() {
        return hub.local().transact(tx -> {
            tx.update("UPDATE clock SET tick = tick + 1");
            long tick = tx.query("SELECT tick FROM clock").get(0).number("tick");
            for (String character : characters) {
                String place = PLACES.get(random.nextInt(PLACES.size()));
                String mood = MOODS.get(random.nextInt(MOODS.size()));
                tx.send(TableCommands.append(
                        "timeline_events", Map.of("tick", tick, "character", character, "what", "went to the " + place)));
                tx.send(TableCommands.patch(
                        "character_memory", character, Map.of("place", place, "mood", mood, "last_tick", tick), null));
            }
            return tick;
        });
    }

    /** How many ticks there were. */
    public long ticks() {
        return hub.local().query("SELECT tick FROM clock").get(0).number("tick");
    }

    /** Ticks until it is stopped, one a second. The hub and a key of role daemon are named by the environment. */
    public static void main(String[] arguments) throws InterruptedException {
        try (Signalbox hub = Signalbox.open()) {
            Simulation simulation = new Simulation(hub, List.of("Ada", "Björn"), RandomGenerator.getDefault());
            if (simulation.ticks() == 0) simulation.introduce();
            while (!Thread.interrupted()) {
                System.out.println("Tick " + simulation.tick());
                Thread.sleep(1_000);
            }
        }
    }

    /** Makes the characters known; to be called once. */
    public void introduce() {
        hub.local().write(tx -> {
            for (String character : characters) {
                tx.send(TableCommands.put("character_memory", character, Map.of("character", character), null));
            }
        });
    }
}
