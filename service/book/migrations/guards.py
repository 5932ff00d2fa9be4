"""What the database itself refuses, whatever any program thinks: once for each dialect.

`pool_slot.used` is kept by the triggers of `visit_use` alone. It may never grow above the capacity;
the capacity may fall below it (somebody is ill: that is for people to repair). SQLite has one
writer at a time (BEGIN IMMEDIATE); on PostgreSQL the rows of a pool are locked in the order of
their slots, so that two bookings wait for each other and never in a circle.
"""

FULL = "book: full"
CLOSED = "book: closed"
CHAIR_TAKEN = "book: chair taken"

_SQLITE = (
    # A use is counted at once. Slots that are not there count as closed.
    f"""
    CREATE TRIGGER visit_use_taken AFTER INSERT ON visit_use BEGIN
      SELECT RAISE(ABORT, '{CLOSED}') WHERE NEW.to_slot - NEW.from_slot <> (
        SELECT count(*) FROM pool_slot
        WHERE pool = NEW.pool AND slot >= NEW.from_slot AND slot < NEW.to_slot);
      UPDATE pool_slot SET used = used + NEW.amount
        WHERE pool = NEW.pool AND slot >= NEW.from_slot AND slot < NEW.to_slot;
    END
    """,  # noqa: S608 - a message of ours, no input
    """
    CREATE TRIGGER visit_use_given_back AFTER DELETE ON visit_use BEGIN
      UPDATE pool_slot SET used = used - OLD.amount
        WHERE pool = OLD.pool AND slot >= OLD.from_slot AND slot < OLD.to_slot;
    END
    """,
    """
    CREATE TRIGGER visit_use_no_update BEFORE UPDATE ON visit_use
    BEGIN SELECT RAISE(ABORT, 'book: a use is not changed, it is given back and taken anew'); END
    """,
    f"""
    CREATE TRIGGER pool_slot_full BEFORE UPDATE OF used ON pool_slot
    WHEN NEW.used > OLD.used AND NEW.used > NEW.capacity
    BEGIN SELECT RAISE(ABORT, '{FULL}'); END
    """,
    """
    CREATE TRIGGER pool_slot_below_zero BEFORE UPDATE ON pool_slot
    WHEN NEW.used < 0 OR NEW.capacity < 0
    BEGIN SELECT RAISE(ABORT, 'book: below zero'); END
    """,
    """
    CREATE TRIGGER pool_slot_new BEFORE INSERT ON pool_slot
    WHEN NEW.used <> 0 OR NEW.capacity < 0
    BEGIN SELECT RAISE(ABORT, 'book: a new slot is empty'); END
    """,
    """
    CREATE TRIGGER pool_slot_in_use BEFORE DELETE ON pool_slot WHEN OLD.used <> 0
    BEGIN SELECT RAISE(ABORT, 'book: the slot is in use'); END
    """,
    f"""
    CREATE TRIGGER binding_taken BEFORE INSERT ON binding
    WHEN EXISTS (SELECT 1 FROM binding WHERE chair = NEW.chair
                 AND from_slot < NEW.to_slot AND to_slot > NEW.from_slot)
    BEGIN SELECT RAISE(ABORT, '{CHAIR_TAKEN}'); END
    """,  # noqa: S608 - a message of ours, no input
    f"""
    CREATE TRIGGER binding_moved BEFORE UPDATE ON binding
    WHEN EXISTS (SELECT 1 FROM binding WHERE chair = NEW.chair AND visit <> OLD.visit
                 AND from_slot < NEW.to_slot AND to_slot > NEW.from_slot)
    BEGIN SELECT RAISE(ABORT, '{CHAIR_TAKEN}'); END
    """,  # noqa: S608 - a message of ours, no input
    # A visit that runs over its plan sits in its chair until somebody says that it is done.
    f"""
    CREATE TRIGGER binding_still_seated BEFORE INSERT ON binding
    WHEN (SELECT status FROM visit WHERE id = NEW.visit) = 'seated'
     AND EXISTS (SELECT 1 FROM binding JOIN visit ON visit.id = binding.visit
                 WHERE chair = NEW.chair AND visit.status = 'seated' AND visit.id <> NEW.visit)
    BEGIN SELECT RAISE(ABORT, '{CHAIR_TAKEN}'); END
    """,  # noqa: S608 - a message of ours, no input
    """
    CREATE TRIGGER change_no_update BEFORE UPDATE ON change
    BEGIN SELECT RAISE(ABORT, 'book: the journal of changes is append-only'); END
    """,
    """
    CREATE TRIGGER change_no_delete BEFORE DELETE ON change
    BEGIN SELECT RAISE(ABORT, 'book: the journal of changes is append-only'); END
    """,
)

_REFUSE = """
    CREATE FUNCTION book_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION USING MESSAGE = TG_ARGV[0], ERRCODE = 'check_violation'; END $$
    """
_POSTGRESQL = (
    "CREATE EXTENSION IF NOT EXISTS btree_gist",
    _REFUSE,
    # Locks in the order of the slots: two bookings of one day wait, and never in a circle.
    f"""
    CREATE FUNCTION book_take() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE there integer;
    BEGIN
      PERFORM 1 FROM pool_slot
        WHERE pool = NEW.pool AND slot >= NEW.from_slot AND slot < NEW.to_slot
        ORDER BY pool, slot FOR UPDATE;
      UPDATE pool_slot SET used = used + NEW.amount
        WHERE pool = NEW.pool AND slot >= NEW.from_slot AND slot < NEW.to_slot;
      GET DIAGNOSTICS there = ROW_COUNT;
      IF there <> NEW.to_slot - NEW.from_slot THEN
        RAISE EXCEPTION USING MESSAGE = '{CLOSED}', ERRCODE = 'check_violation';
      END IF;
      RETURN NULL;
    END $$
    """,  # noqa: S608 - a message of ours, no input
    """
    CREATE FUNCTION book_give_back() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM 1 FROM pool_slot
        WHERE pool = OLD.pool AND slot >= OLD.from_slot AND slot < OLD.to_slot
        ORDER BY pool, slot FOR UPDATE;
      UPDATE pool_slot SET used = used - OLD.amount
        WHERE pool = OLD.pool AND slot >= OLD.from_slot AND slot < OLD.to_slot;
      RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER visit_use_taken AFTER INSERT ON visit_use
    FOR EACH ROW EXECUTE FUNCTION book_take()
    """,
    """
    CREATE TRIGGER visit_use_given_back AFTER DELETE ON visit_use
    FOR EACH ROW EXECUTE FUNCTION book_give_back()
    """,
    """
    CREATE TRIGGER visit_use_no_update BEFORE UPDATE ON visit_use FOR EACH ROW
    EXECUTE FUNCTION book_refuse('book: a use is not changed, it is given back and taken anew')
    """,
    f"""
    CREATE TRIGGER pool_slot_full BEFORE UPDATE OF used ON pool_slot FOR EACH ROW
    WHEN (NEW.used > OLD.used AND NEW.used > NEW.capacity)
    EXECUTE FUNCTION book_refuse('{FULL}')
    """,
    """
    CREATE TRIGGER pool_slot_below_zero BEFORE UPDATE ON pool_slot FOR EACH ROW
    WHEN (NEW.used < 0 OR NEW.capacity < 0)
    EXECUTE FUNCTION book_refuse('book: below zero')
    """,
    """
    CREATE TRIGGER pool_slot_new BEFORE INSERT ON pool_slot FOR EACH ROW
    WHEN (NEW.used <> 0 OR NEW.capacity < 0)
    EXECUTE FUNCTION book_refuse('book: a new slot is empty')
    """,
    """
    CREATE TRIGGER pool_slot_in_use BEFORE DELETE ON pool_slot FOR EACH ROW
    WHEN (OLD.used <> 0) EXECUTE FUNCTION book_refuse('book: the slot is in use')
    """,
    """
    ALTER TABLE binding ADD CONSTRAINT binding_one_at_a_time
    EXCLUDE USING gist (chair WITH =, int8range(from_slot, to_slot) WITH &&)
    """,
    f"""
    CREATE FUNCTION book_seat() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF (SELECT status FROM visit WHERE id = NEW.visit) = 'seated'
         AND EXISTS (SELECT 1 FROM binding JOIN visit ON visit.id = binding.visit
                     WHERE chair = NEW.chair AND visit.status = 'seated' AND visit.id <> NEW.visit)
      THEN RAISE EXCEPTION USING MESSAGE = '{CHAIR_TAKEN}', ERRCODE = 'check_violation';
      END IF;
      RETURN NEW;
    END $$
    """,  # noqa: S608 - a message of ours, no input
    """
    CREATE TRIGGER binding_still_seated BEFORE INSERT ON binding
    FOR EACH ROW EXECUTE FUNCTION book_seat()
    """,
    """
    CREATE TRIGGER change_no_update BEFORE UPDATE OR DELETE ON change FOR EACH ROW
    EXECUTE FUNCTION book_refuse('book: the journal of changes is append-only')
    """,
)

GUARDS = {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}
