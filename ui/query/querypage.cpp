// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/querypage.h"

using namespace Qt::StringLiterals;

namespace howdah::ui {

QueryPage::QueryPage(const PageServices &services, QWidget *parent)
    : Page(ownFace(), parent)
{
    Q_UNUSED(services)
}

PageFace QueryPage::ownFace() { return {u"query"_s, tr("Query"), u"dialog-scripts"_s}; }

} // namespace howdah::ui
