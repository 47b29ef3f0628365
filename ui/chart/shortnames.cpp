// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chart/shortnames.h"

#include <QHash>
#include <QSet>

namespace howdah::ui {

QStringList shortNames(const QStringList &names, const QFontMetricsF &metrics, double width)
{
    QStringList whole;
    for (const QString &name : names)
        whole << QString(name).replace(u'\n', u' ');
    QStringList shown = whole;
    for (QString &name : shown)
        name = metrics.elidedText(name, Qt::ElideRight, width);
    for (const Qt::TextElideMode mode : {Qt::ElideMiddle, Qt::ElideLeft}) {
        QHash<QString, QSet<QString>> meant; // by what is shown
        for (qsizetype i = 0; i < shown.size(); ++i)
            meant[shown[i]] << whole[i];
        const QStringList before = shown;
        for (qsizetype i = 0; i < shown.size(); ++i) {
            if (meant[before[i]].size() > 1)
                shown[i] = metrics.elidedText(whole[i], mode, width);
        }
    }
    return shown;
}

} // namespace howdah::ui
