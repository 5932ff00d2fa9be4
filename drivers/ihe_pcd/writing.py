"""Which order leads a pump from what it does to what is wanted, ready to send."""

from dataclasses import dataclass
from typing import Literal

from drivers.ihe_pcd import messages
from drivers.ihe_pcd.messages import Labels, Letterhead, Order, OrderId
from drivers.ihe_pcd.orders import Orders, Put
from drivers.ihe_pcd.picture import Picture
from drivers.ihe_pcd.place import PumpId
from drivers.port import Capabilities, Delivery, NotDone, Running
from drivers.quantities import NO_RATE, NO_VOLUME, Rate, Volume


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes the orders of one pump."""

    letterhead: Letterhead
    pump: PumpId
    labels: Labels
    can: Capabilities

    def order(self, setting: Running, picture: Picture, orders: Orders) -> Put | NotDone:
        """Write the order that leads from `picture` to `setting`, or say why there is none.

        A change of rate (`XO`) carries no volume, so it is right only where the pump holds an order
        of ours that ends where `setting` ends; a stopped pump otherwise gets a new infusion (`RE`).
        """
        ends = picture.ends_at
        keeps = ends is not None and orders.near(ends, setting.until_total)
        ours = picture.order if orders.is_ours(picture.order) else None
        if picture.delivery is Delivery.RUNNING:
            if ours is None:
                return NotDone("the pump runs an order that is not ours: a person must stop it")
            if not keeps:
                return NotDone("the pump would end at another volume, and no rate change sets that")
        if ours and keeps:
            return self._write(setting, picture.rate, "XO", ours, None)
        left = setting.until_total - (picture.infused or NO_VOLUME)
        volume = left.rounded_down(self.can.volume_increment)
        if volume <= NO_VOLUME:
            return NotDone("nothing is left to be infused")
        owner = self.letterhead.owner
        order = OrderId(self.letterhead.new_id(), owner.name, owner.eui)
        return self._write(setting, NO_RATE, "RE", order, volume)

    def again(self, put: Put) -> Put:
        """Write the same order as another message, begun now."""
        return self._write(put.setting, put.rate_before, put.control, put.order, put.volume)

    def _write(
        self,
        setting: Running,
        rate_before: Rate,
        control: Literal["RE", "XO"],
        order: OrderId,
        volume: Volume | None,
    ) -> Put:
        header = self.letterhead.header("RGV^O15^RGV_O15", "AL", "AL", messages.ORDER_PROFILE)
        begun = header.at.replace(microsecond=0)
        message = Order(
            header=header,
            control=control,
            order=order,
            begun=begun,
            rate=setting.rate,
            volume=volume,
            pump=self.pump,
            labels=self.labels,
        ).message()
        return Put(
            setting=setting,
            control=control,
            order=order,
            volume=volume,
            begun=begun,
            rate_before=rate_before,
            message_id=header.control_id,
            body=message.encode(),
        )
