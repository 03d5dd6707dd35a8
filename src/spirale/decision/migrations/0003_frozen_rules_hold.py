"""The database itself keeps frozen rules as they are."""

from django.db import migrations

from spirale.decision import protection


class Migration(migrations.Migration):

    dependencies = [
        ('decision', '0002_initial'),
    ]

    operations = [
        migrations.RunPython(protection.lay, protection.lift),
    ]
