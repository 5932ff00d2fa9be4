import { Component, type ComponentChildren } from "preact";
import { Button } from "./parts/button";

/**
 * A screen that fails says so: numbers that have stopped must never look like numbers that stand
 * still. What stops lies outside of it and goes on working.
 */
export class Guard extends Component<{ children: ComponentChildren; instead?: ComponentChildren }, { failed: boolean }> {
  override state = { failed: false };

  override componentDidCatch(error: unknown): void {
    console.error(error);
    this.setState({ failed: true });
  }

  render() {
    if (!this.state.failed) return this.props.children;
    return (
      <>
        <main class="page failed">
          <div role="alert">
            <h2>This screen has failed.</h2>
            <p class="big-line">Read the pumps; use the pump's own STOP key. Nothing on it is from now.</p>
          </div>
          <Button text="Open it again" onTap={() => location.reload()} />
        </main>
        {this.props.instead}
      </>
    );
  }
}
