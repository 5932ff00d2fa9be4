/*
 * Command, answer, crash, take-over and STOP, for one pump on one line.
 *
 * The design holds when this file is compiled as it is. Each BAD_... bends one rule; the search must
 * then find a counter-example. What is modelled, and what is left out: docs/safety/model.md.
 * How it is run: tests/model/test_model.py.
 *
 * p_ is the pump (the truth), m_ the service's memory, j_ its journal on the disk, g_ a ghost that
 * only the checks read. Rates: 0 none, 1 and 2 the protocol's steps, 3 above the protocol's ceiling
 * (only a hand at the keys can set it).
 */

#ifndef STOPS
#define STOPS 1 /* how often a nurse taps STOP */
#endif
#ifndef RESUMES
#define RESUMES 1
#endif
#ifndef HANDS
#define HANDS 1 /* how often somebody presses keys at the pump */
#endif
#ifndef CRASHES
#define CRASHES 1
#endif

#define STEPS 2
#define CEILING 2
#define UNKNOWN 7 /* m_reached: what the pump last reported does not count any more */

mtype = { READ, STOP, START, RATE };
mtype = { PREPARING, INFUSING, STOPPED, HELD };
mtype = { NO, ATTESTED, RAISING };

/* ---- the line: what is written and not yet obeyed; what is answered and not yet read ---- */
chan wire = [1] of { mtype, byte };    /* command, rate */
chan answers = [1] of { byte, bool };  /* rate; ghost: a hand had been there */

#ifdef LINE_HEALS
bool healed;
#else
#define healed false /* things may be lost for ever: the stronger claim where nothing must arrive */
#endif

/* ---- the pump ---- */
byte p_rate;
bool p_armed;
bool p_by_hand; /* a hand started what runs now */

/* ---- the journal: what survives ---- */
mtype j_phase = PREPARING, j_up = NO;
byte j_step = 1;
bool j_ask;

/* ---- the service's memory ---- */
mtype m_phase = PREPARING, m_up = NO; /* m_up: on the way to the next step */
byte m_step = 1;
byte m_reached;    /* the last setting that the pump reported */
bool m_ask;        /* STOP was asked for and is not confirmed */
bool m_unsent;     /* and has not been written yet */
bool m_unproven;   /* after silence or a restart, until a reading agrees */
bool m_shown;      /* the tablet says "pump confirmed stopped" */
bool m_heard;      /* there is a report, fresh enough for a nurse's decision */
byte m_rate;       /* its rate */
bool m_pending;    /* something decided is not on the disk yet */
bool crash, gone;  /* killed just now; nobody serves this pump */

/* ---- ghosts ---- */
byte g_cap;       /* the rate that persons have allowed: 0 before the start */
bool g_stop;      /* a person asked for STOP and nobody has resumed since */
bool g_tapped;    /* and this controller heard it, and has not yet written it down */
bool g_saved;     /* and it is on the disk */
bool g_hand;      /* a hand has changed a reached setting and nobody has decided since */
bool g_seen_hand; /* the report in use was made after that */
bool g_fresh;     /* this controller has not read the pump yet */
bool g_found;     /* it found the pump standing */

#define target (m_step + (m_up == RAISING))
#define alive (!crash && !gone)

inline decided() { m_pending = true }

inline a_person_decided(cap) {
    g_cap = cap; g_stop = false; g_saved = false; g_tapped = false;
    g_found = false; g_hand = false; g_seen_hand = false
}

/* ---- the checks at the moment a command leaves; they read ghosts and the disk only ---- */
inline check_start(rate) {
    assert(rate <= g_cap); /* never faster than attested */
    assert(!g_stop);       /* no start after a person's stop */
    assert(!g_found);      /* what a new controller finds stopped is never started */
    assert(!g_seen_hand);  /* a hand at the pump is not overruled */
    assert(j_phase == INFUSING && j_step + (j_up == RAISING) == rate) /* on the disk before */
}

inline check_rate(rate) {
    assert(!g_seen_hand);
    if
    :: rate > m_rate ->
        assert(rate <= g_cap);
#ifdef LIMIT_A_STOP_WITHOUT_A_TRACE
        assert(!g_stop);
#else
        assert(!(g_stop && g_saved)); /* nor a raise, once the stop is on the disk */
#endif
        assert(j_phase == INFUSING && j_step + (j_up == RAISING) == rate)
    :: else
    fi
}

/* ---- the pump, and the line's losses on both ways ---- */
active proctype Pump() {
    mtype what; byte rate;
end:
    do
    :: atomic { wire?what, rate ->
        if
        :: !healed -> skip /* the command is lost */
        :: true ->
            if
            :: what == STOP -> p_rate = 0; p_by_hand = false
            :: what == START ->
                assert(!m_shown); /* nothing of ours starts it while the tablet says "stopped" */
#ifndef BAD_NO_WATCHDOG
                p_armed = true;
#endif
                if
                :: p_rate == 0 -> p_rate = rate; p_by_hand = false
                :: else
                fi
            :: what == RATE && p_rate > 0 -> p_rate = rate /* it never starts a pump */
            :: what == RATE && p_rate == 0
            :: what == READ
            fi;
            if
            :: !healed || full(answers) -> skip /* the answer is lost */
            :: nfull(answers) -> answers!p_rate, g_hand
            fi
        fi;
        what = READ; rate = 0 }
    od
}

/* Any time may be long enough for it: more than a real watchdog does. */
#ifndef WITHOUT_WATCHDOG
active proctype Watchdog() {
end:
    do
    :: atomic { p_rate > 0 && p_armed -> p_rate = 0; p_by_hand = false }
    od
}
#endif

#if HANDS > 0
active proctype Hand() {
    byte presses, before;
end:
    do
    :: atomic { presses < HANDS ->
        presses++;
        before = p_rate;
        if
        :: p_rate > 0 -> p_rate = 0; p_by_hand = false
        :: true ->
            p_by_hand = p_by_hand || p_rate == 0;
            if
            :: p_rate = 1
            :: p_rate = 2
            :: p_rate = 3
            fi
        fi;
        /* Rule 6 begins once a setting was reached: until then reports are the start's own. */
        g_hand = g_hand || (m_reached == before && p_rate != before && m_phase != PREPARING &&
                            !(m_phase == INFUSING && m_reached == 0));
        before = 0 }
    od
}
#endif

/* ---- the disk: commits what is in memory, some time or never ---- */
active proctype Writer() {
end:
    do
    :: atomic { m_pending && alive ->
        j_step = m_step; j_up = m_up;
#ifdef BAD_STOP_ONLY_IN_MEMORY
        if
        :: m_phase != STOPPED -> j_phase = m_phase; j_ask = m_ask
        :: else
        fi;
#else
        j_phase = m_phase; j_ask = m_ask;
#endif
        m_pending = false;
        g_saved = g_saved || g_tapped; g_tapped = false;
        if /* an attestation that a stop, a hold or its age has made void stays void from here on */
        :: g_cap > m_step && m_up == NO -> g_cap = m_step
        :: else
        fi }
#ifdef DISK_STICKS
    :: true -> break
#endif
    od
}

/* ---- people at the tablet ---- */
active proctype Nurse() {
    byte stops, resumes;
end:
    do
    :: atomic { m_phase == PREPARING && m_heard && m_rate == 0 && !m_unproven && alive ->
        m_phase = INFUSING; m_reached = 0; decided();
        a_person_decided(1) }
    :: atomic { m_phase == INFUSING && m_reached == m_step && m_step < STEPS && m_up == NO &&
                alive ->
        m_up = ATTESTED; decided();
        g_cap = m_step + 1 }
    :: atomic { stops < STOPS && m_phase != PREPARING && alive ->
        stops++;
        m_phase = STOPPED; m_ask = true; m_unsent = true; m_up = NO; m_reached = UNKNOWN;
        decided();
#ifdef BAD_SHOWN_WHEN_ASKED
        m_shown = true;
#else
        m_shown = false;
#endif
        g_stop = true; g_saved = false; g_tapped = true }
    :: atomic { resumes < RESUMES && (m_phase == STOPPED && m_rate == 0 || m_phase == HELD) &&
                !m_ask && !m_unproven && m_heard && alive ->
        resumes++;
        m_phase = INFUSING; m_reached = m_rate; m_up = NO; m_shown = false; decided();
        a_person_decided(g_cap) }
    od
}

/* ---- the world around ---- */
active proctype World() {
    byte crashes;
end:
    do
    :: atomic { crashes < CRASHES && alive -> crashes++; crash = true }
#ifdef LINE_HEALS
    :: !healed -> healed = true
#endif
#ifdef CHECK_WATCHDOG
    :: gone -> skip /* time goes on */
#endif
    od
}

#ifdef BAD_TWO_CONTROLLERS
/* Not dead but frozen, about to write what it had decided; nothing keeps it from the port. */
mtype z_what = READ; byte z_rate;
active proctype Zombie() {
end:
    do
    :: atomic { z_what == START && nfull(wire) ->
        check_start(z_rate); wire!START, z_rate; z_what = READ; z_rate = 0 }
    :: atomic { z_what == RATE && nfull(wire) ->
        wire!RATE, z_rate; z_what = READ; z_rate = 0 }
    od
}
#endif

/* ---- the service ---- */

#ifdef BAD_RAISED_WITHOUT_RECORD
#define recorded true
#else
#define recorded (!m_pending)
#endif

#ifdef BAD_STOP_SENT_ONCE
#define stop_due (m_ask && m_unsent)
#else
#define stop_due m_ask
#endif

#define no_answer_will_come (!healed || (empty(wire) && empty(answers)))

inline hold(reported) {
    m_phase = HELD; m_reached = reported; m_up = NO; m_unproven = false; m_shown = false;
    decided()
}

/* A report meets the record (core: hear). */
inline hear(rate) {
    m_heard = true; m_rate = rate; g_seen_hand = hand && g_hand;
    g_found = g_found || (g_fresh && rate == 0 && m_phase == INFUSING);
    g_fresh = false;
    if
    :: m_ask && rate == 0 ->
        m_ask = false; m_unsent = false; m_reached = 0; m_unproven = false; m_shown = true;
        decided();
        assert(p_rate == 0 || p_by_hand) /* "shown stopped" is stopped */
    :: m_ask && rate > 0
    :: !m_ask && rate > CEILING && m_phase != PREPARING ->
        hold(rate); m_ask = true; m_unsent = true
    :: !m_ask && rate <= CEILING && m_phase == INFUSING ->
        if
        :: rate == 0 && m_unproven ->
#ifdef BAD_FOUND_STOPPED_IS_STARTED
            m_unproven = false; m_reached = 0
#else
            hold(0)
#endif
        :: rate == 0 && !m_unproven && m_reached == 0 /* the start is still to come */
        :: rate == 0 && !m_unproven && m_reached != 0 ->
#ifdef BAD_HAND_OVERRULED
            m_reached = 0
#else
            hold(0)
#endif
        :: rate > 0 && rate != m_step && rate != target && rate != m_reached ->
#ifdef BAD_HAND_OVERRULED
            m_reached = rate
#else
            hold(rate)
#endif
        :: rate > 0 && m_unproven -> hold(rate) /* the gap was long */
        :: rate == target && m_reached != rate ->
            m_step = rate; m_up = NO; m_reached = rate; m_unproven = false; m_shown = false;
            decided();
            g_hand = false; g_seen_hand = false
        :: (rate == m_step || rate == m_reached) && (rate != target || m_reached == rate) ->
            m_unproven = false;
            if
            :: rate == m_step -> g_hand = false; g_seen_hand = false /* a hand set what is meant */
            :: else
            fi
        fi
    :: !m_ask && rate <= CEILING && m_phase == HELD ->
        if
        :: m_reached != rate -> hold(rate)
        :: else
        fi
    :: !m_ask && rate <= CEILING && m_phase == STOPPED ->
        if
        :: rate > 0 -> hold(rate)
        :: else -> m_unproven = false
        fi
    :: !m_ask && m_phase == PREPARING
    fi
}

inline time_passes() {
    if
    :: m_phase == INFUSING && m_up == ATTESTED && !m_unproven && m_reached == m_step ->
        m_up = RAISING; decided() /* served and attested */
#ifdef BAD_RAISED_UNATTESTED
    :: m_phase == INFUSING && m_up == NO && m_step < STEPS && !m_unproven &&
       m_reached == m_step -> m_up = RAISING; decided()
#endif
    :: m_phase == INFUSING && m_up != NO -> m_up = NO; decided() /* too old, or withdrawn */
    :: m_phase == INFUSING && m_reached == 0 && !m_unproven -> hold(0) /* a wish too old */
    :: true
    fi
}

/* What is wanted now against what was reported just now. Nothing is queued, nothing is retried. */
inline keep() {
    if
    :: m_phase == INFUSING && !m_unproven && m_rate == 0 && recorded ->
        check_start(target); m_shown = false; wire!START, target; sent = true
    :: m_phase == INFUSING && !m_unproven && m_rate > 0 && m_rate != target &&
       (m_rate > target || recorded) ->
        check_rate(target); wire!RATE, target; sent = true
    :: else
    fi
}

/* After a time-out nothing but STOP goes out until no answer can come any more. */
inline drain() {
#ifdef BAD_LATE_ANSWER_TAKEN
    skip
#else
    do
    :: atomic { m_unsent && empty(wire) -> wire!STOP, 0; m_unsent = false }
    :: atomic { !m_unsent && empty(wire) ->
        if
        :: answers?_, _
        :: empty(answers)
        fi;
        break }
    od
#endif
}

/* Killed: memory is gone, what was written is on its way. Then nobody, or a successor. */
inline forget() {
#ifdef BAD_TWO_CONTROLLERS
    if
    :: m_phase == INFUSING && !m_unproven && m_heard && m_rate == 0 ->
        z_what = START; z_rate = target
    :: m_phase == INFUSING && !m_unproven && m_heard && m_rate > 0 && m_rate != target ->
        z_what = RATE; z_rate = target
    :: else
    fi;
#endif
    rate = 0; hand = false; sent = false;
    m_phase = PREPARING; m_step = 1; m_reached = 0; m_up = NO; m_ask = false; m_unsent = false;
    m_unproven = false; m_shown = false; m_heard = false; m_rate = 0; m_pending = false;
    g_seen_hand = false; g_fresh = false; g_tapped = false;
    crash = false; gone = true
}

inline take_over() {
    gone = false; g_fresh = true;
    m_phase = j_phase; m_step = j_step; m_up = j_up; m_ask = j_ask; m_unsent = j_ask;
#ifdef BAD_TAKE_OVER_TRUSTS_THE_RECORD
    m_reached = 0
#else
    m_reached = UNKNOWN; m_unproven = (j_phase != PREPARING)
#endif
}

active proctype Service() {
    byte rate; bool hand, sent;
    do
    :: {
        drain();
        do
        :: atomic { stop_due && empty(wire) -> wire!STOP, 0; m_unsent = false };
            if
            :: answers?_, _
            :: no_answer_will_come -> drain()
            fi;
            if
            :: true -> goto reading
            fi
        :: !stop_due ->
reading:
            wire!READ, 0;
            if
            :: atomic { answers?rate, hand ->
                    hear(rate); time_passes(); keep(); rate = 0; hand = false };
                if
                :: atomic { sent -> sent = false };
#ifdef BAD_STOP_BEHIND_COMMANDS
                    do
                    :: answers?_, _ -> break
                    :: !healed && empty(wire) -> wire!READ, 0 /* again, until it is answered */
                    od
#else
                    if
                    :: answers?_, _
                    :: no_answer_will_come -> drain()
                    fi
#endif
                :: !sent
                fi
            :: atomic { no_answer_will_come ->
                    m_heard = false;
                    if
                    :: m_phase != PREPARING -> m_unproven = true /* silent for too long */
                    :: true
                    fi };
                drain()
            fi
        od
    } unless { atomic { crash -> forget() } };
    if
    :: true -> break
    :: atomic { true -> take_over() }
    fi
    od
}

/* ---- what must happen in the end ---- */
#ifdef CHECK_STOP_LEAVES
ltl stop_leaves { [] (m_unsent -> <> !m_unsent) }
#endif
#ifdef CHECK_STOP_ARRIVES
ltl stop_arrives { [] ((m_ask && healed) -> <> (p_rate == 0 || crash || gone)) }
#endif
#ifdef CHECK_STOP_IS_KEPT
ltl stop_is_kept { [] ((g_stop && g_saved && healed) ->
                       <> (p_rate == 0 || p_by_hand || gone || !g_stop)) }
#endif
#ifdef CHECK_WATCHDOG
ltl watchdog { (<> [] gone) -> <> [] (p_rate == 0 || p_by_hand) }
#endif
