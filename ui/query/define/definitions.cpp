// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/define/definitions.h"

#include <QAction>

namespace howdah::ui {

Definitions::Definitions(const PageServices &services, QWidget *page)
    : QObject(page)
    , m_services(services)
    , m_page(page)
    , m_open(new QAction(tr("Open definition..."), this))
{
}

Definitions::~Definitions() = default;
bool Definitions::openPlace(const QString &) { return false; }
void Definitions::open(const operations::DefinitionName &) {}
void Definitions::review(const QByteArray &statement, const std::optional<operations::Definition> &)
{
    Q_EMIT runWanted(statement);
}
bool Definitions::concerns(const QByteArray &) { return false; }
void Definitions::pick() {}
void Definitions::show(const QByteArray &, const operations::DefinitionChange &) {}

} // namespace howdah::ui
