// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QMap>
#include <QString>

namespace howdah::metrics {

// The keys of a panel that hold one text, as the file has them: "kind" -> "line". An empty text is a key that is not
// there.
using PanelTexts = QMap<QString, QString>;

// Of the panel with this id; ErrorKind::NotFound where the file has none.
[[nodiscard]] Result<PanelTexts> panelTexts(const QByteArray &yaml, const QString &id);

// The line of the file, from 1, that the query of a panel begins in; 0 where it has none.
[[nodiscard]] int queryLineOf(const QByteArray &yaml, const QString &id);

// The file with some keys of one panel changed, the others as they are in `wanted` or not named there. Everything else
// stays byte for byte: other panels, comments, blank lines, the order of keys, the way in which unchanged values are
// written. What does not survive: comments within a value that is replaced, and those of a panel that is written in
// braces on one line, which becomes lines of its own. ErrorKind::Invalid, and nothing is changed, where the text that
// came out would not say exactly that (anchors, several keys in a line). Pure.
[[nodiscard]] Result<QByteArray> withPanelChanged(const QByteArray &yaml, const QString &id, const PanelTexts &wanted);

// The file with one more panel, as the last one.
[[nodiscard]] Result<QByteArray> withPanelAdded(const QByteArray &yaml, const PanelTexts &panel);

// A panel by itself, as it stands in the list of a dashboard's panels, and its texts again. ErrorKind::Invalid for what
// is no such text.
[[nodiscard]] QByteArray panelYaml(const PanelTexts &panel);
[[nodiscard]] Result<PanelTexts> panelTextsIn(const QByteArray &yaml);

} // namespace howdah::metrics
