from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("decision", "0003_frozen_rules_hold")]

    operations = [
        migrations.AddField(
            model_name="decided",
            name="start",
            field=models.CharField(
                blank=True, default="", help_text="the set of the result that was taken as a start", max_length=16
            ),
            preserve_default=False,
        ),
    ]
