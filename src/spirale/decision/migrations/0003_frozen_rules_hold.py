"""Criteria may be retired, and the database itself keeps frozen rules as they are."""

from django.db import migrations, models

from spirale.decision import protection


class Migration(migrations.Migration):

    dependencies = [
        ('decision', '0002_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='choicecriterion',
            name='retired_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.RunPython(protection.lay, protection.lift),
    ]
