// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "entity/entitywords.h"

using namespace Qt::StringLiterals;

namespace howdah::ui {

QString actionTitle(const entity::ActionDefinition &action)
{
    QString title = action.title;
    while (title.endsWith(u'…') || title.endsWith(u'.'))
        title.chop(1);
    return title;
}

QString capital(const QString &words) { return words.isEmpty() ? words : words.at(0).toUpper() + words.sliced(1); }

QString keyText(const entity::RowValues &key)
{
    QStringList names = key.keys();
    names.sort();
    QStringList texts;
    for (const QString &name : names)
        texts << QString::fromUtf8(key.value(name).value_or(QByteArray()));
    return texts.join(u", "_s);
}

Tone toneOf(entity::Tone tone)
{
    switch (tone) {
    case entity::Tone::Neutral:
        return Tone::Neutral;
    case entity::Tone::Active:
        return Tone::Running;
    case entity::Tone::Good:
        return Tone::Applied;
    case entity::Tone::Waiting:
        return Tone::Pending;
    case entity::Tone::Warning:
        return Tone::Edited;
    case entity::Tone::Bad:
        return Tone::Failed;
    case entity::Tone::Muted:
        return Tone::Baseline;
    }
    return Tone::Neutral;
}

} // namespace howdah::ui
