"""What is in force on this ward, to be read. It is changed in the ward's file, as code is."""

from fastapi import APIRouter

from service.api.reception import AtReception
from service.api.routes.described import READ, problems
from service.api.schemas.settings import SettingsView
from service.api.views.settings import settings_view

router = APIRouter(tags=["settings"], responses=problems(*READ))


@router.get("/settings")
async def read_settings(here: AtReception) -> SettingsView:
    """Return every rule in force, with unit, file, line and source; and versions."""
    return settings_view(here.config)


ROUTERS = (router,)
