// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrate/list/loadedmigrations.h"

#include <QPointer>

namespace howdah::ui {

LoadedMigrations::LoadedMigrations(MigrationReader &reader, QString folder, QString database, QObject *parent)
    : QObject(parent)
    , m_reader(reader)
    , m_folder(std::move(folder))
    , m_database(std::move(database))
{
}

void LoadedMigrations::read()
{
    if (isReading()) {
        m_again = true;
        return;
    }
    m_again = false;
    m_read.ask(
        this, m_reader.overview(m_folder),
        [self = QPointer(this)](const Result<std::shared_ptr<const Overview>> &answer) {
            self->m_read.drop();
            if (answer) {
                self->take(*answer);
            } else {
                if (answer.error().kind != ErrorKind::Connection)
                    self->m_overview.reset();
                Q_EMIT self->failed(answer.error());
            }
            if (self)
                Q_EMIT self->wasRead();
            if (self && self->m_again)
                self->read();
        });
}

void LoadedMigrations::renew()
{
    m_read.drop();
    m_look.drop();
    m_validation.drop();
    m_comparison.drop();
}

void LoadedMigrations::take(std::shared_ptr<const Overview> overview)
{
    m_overview = std::move(overview);
    const QPointer self(this);
    Q_EMIT changed();
    if (!self)
        return;
    assess();
    correctLog();
    compare();
}

void LoadedMigrations::assessAgain()
{
    m_assessed.reset();
    assess();
}

void LoadedMigrations::assess()
{
    if (!m_overview || m_assessing || m_assessed == m_overview || !m_reader.hasSession())
        return;
    m_assessing = true;
    whenDone(
        this, m_reader.assess(m_overview, m_database),
        [this, of = m_overview](const Result<std::shared_ptr<const Assessment>> &assessment) {
            m_assessing = false;
            if (!m_overview || m_assessed == m_overview)
                return;
            m_assessed = of;
            // The marks are beside the point when they cannot be had: the connection says why.
            if (!assessment)
                return;
            m_assessment = *assessment;
            Q_EMIT assessed();
            assess(); // the list has changed meanwhile
        });
}

void LoadedMigrations::correctLog()
{
    whenDone(this, m_reader.correctLog(m_overview, m_database), [this](const Result<QStringList> &reported) {
        if (reported && !reported->isEmpty())
            Q_EMIT takenBack(*reported);
    });
}

// Behind what the list needs.
void LoadedMigrations::compare()
{
    if (!m_reader.hasSession() || !m_overview->history.stateExists)
        return;
    m_comparison.ask(this, m_reader.drift(m_overview), [this](const Result<migration::CatalogDrift> &drift) {
        m_comparison.drop();
        if (!drift)
            return;
        m_differences = migration::describe(*drift);
        m_uncompared = drift->isOff ? QString() : drift->unknown;
        Q_EMIT compared();
    });
}

void LoadedMigrations::lookAtHistory()
{
    if (!m_overview || isReading() || m_look.question().isWanted() || !m_reader.hasSession())
        return;
    m_look.ask(this, m_reader.historyChanged(m_overview), [this](const Result<bool> &changed) {
        m_look.drop();
        if (changed && *changed)
            read();
    });
}

void LoadedMigrations::validate()
{
    m_validation.ask(this, m_reader.validate(m_folder), [this](const Result<QString> &report) {
        m_validation.drop();
        Q_EMIT validated(report);
    });
}

} // namespace howdah::ui
