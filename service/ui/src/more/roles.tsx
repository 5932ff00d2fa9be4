/** What people are on a ward, and what each may do in short. The ward's own table decides. */

export const ROLES: readonly [string, string][] = [
  ["viewer", "looks"],
  ["nurse", "everything at a chair"],
  ["charge", "and the day; unlocks people"],
  ["prescriber", "orders and decisions"],
  ["pharmacist", "bags and plans"],
  ["biomed", "the ward's own alarms"],
  ["admin", "people and tablets"],
];

export function RoleKeys(props: { roles: readonly string[]; onChange: (roles: string[]) => void }) {
  const { roles, onChange } = props;
  const toggled = (role: string) => ROLES.map(([each]) => each).filter((each) => (each === role) !== roles.includes(each));
  return (
    <div class="choice roles" role="group" aria-label="Roles">
      {ROLES.map(([role, more]) => (
        <button
          key={role}
          type="button"
          class="act plain option"
          aria-pressed={roles.includes(role)}
          onClick={() => onChange(toggled(role))}
        >
          <span class="label">{role}</span>
          <span class="more">{more}</span>
        </button>
      ))}
    </div>
  );
}

/** Nurse K reads as nurse-k: small letters, digits and hyphens, at most 40. Pure. */
export const idOf = (name: string): string =>
  name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 40)
    .replace(/^-+|-+$/g, "");

export const ID = /^[a-z0-9][a-z0-9-]{0,39}$/;

export const sameRoles = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((each) => other.includes(each));
