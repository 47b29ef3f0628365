// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/panelplace.h"

#include "metrics/tr.h"

#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace howdah::metrics {

PanelPlace placeInFile(const PanelRequest &request, qsizetype character)
{
    const PanelDefinition &panel = *request.panel;
    const QueryText &query = queryOf(request);
    const int first = &query == &panel.query ? panel.queryLine : panel.rollupLine;
    if (character <= 0 || first <= 0)
        return {first, 0};
    QueryText::Places places;
    (void)panelStatement(request, &places);
    const TextPosition at = query.sourceOf(character, places);
    return {first + int(at.line) - 1, int(at.column)};
}

QString withPlace(const QString &detail, const DashboardDefinition &dashboard, int line, int column)
{
    if (line <= 0)
        return detail;
    QString place = u"%1:%2"_s.arg(QFileInfo(dashboard.path).fileName()).arg(line);
    if (column > 0)
        place += u':' + QString::number(column);
    const QString words = tr("At %1").arg(place);
    return detail.isEmpty() ? words : detail + u'\n' + words;
}

} // namespace howdah::metrics
