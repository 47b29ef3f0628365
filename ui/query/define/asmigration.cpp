// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/define/asmigration.h"

namespace howdah::ui {

class AsMigrationDialog : public QWidget
{
};

AsMigration::AsMigration(const PageServices &services, QWidget *page)
    : QObject(page)
    , m_services(services)
    , m_page(page)
{
}

AsMigration::~AsMigration() = default;
void AsMigration::start(const QByteArray &) {}
void AsMigration::askFolder(const QByteArray &) {}
void AsMigration::draft(const QByteArray &, const QString &) {}

} // namespace howdah::ui
