// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "connection/session/session.h"
#include "connection/settings/platformsettings.h"
#include "entity/actionsql.h"

#include <QJsonObject>
#include <QObject>

#include <functional>
#include <memory>
#include <optional>

namespace howdah::ui {

class EntityBook;
class Settings;

// A setting that the platform of a database has connections make, mostly as its tenant: what its model says of it, and
// how it stands.
struct TenantSetting
{
    QString name;  // "orchestrator.organization_id"
    QString title; // "Organization"
    QString type;
    QString words;                       // said where nothing is seen for want of it
    QString value;                       // "": none is chosen
    QString label;                       // of the value; "": not known
    bool isBound = false;                // by row-level security: what is seen depends on it
    bool isHidden = false;               // nothing is seen for want of it
    bool isMissing = false;              // the one that is chosen was deleted, or may not be seen
    std::vector<entity::Choice> choices; // seen here, and those that were seen before
    bool isMore = false;                 // of them than were read
    QString problem;                     // why they could not be read; ""

    [[nodiscard]] QString shown() const { return label.isEmpty() ? value : label; }
    // Why nothing is seen; "" where something is.
    [[nodiscard]] QString warning() const;
    // How what is seen is limited by it.
    [[nodiscard]] QString sentence() const;
};

// What a choice needs of the connection that it is made for.
struct TenantPlace
{
    EntityBook *book = nullptr; // outlives it
    std::function<bool()> isConnected;
    std::function<Result<std::shared_ptr<connection::Session>>()> takeSession; // that reads, with PostgreSQL's names
    std::function<Result<void>(const connection::PlatformSettings &)> change;  // of all sessions
    std::function<QString()> name; // under which is remembered what was chosen there
};

// What a page has that is not saved, and would be another tenant's after a change. All on the UI thread.
struct StagedWork
{
    using Ended = std::function<void(const QString &problem)>; // "": nothing is left
    std::function<QStringList()> lines;                        // "public.agents: 3 edited rows"
    std::function<void(Ended)> save;
    std::function<void(Ended)> discard;
    std::function<void()> forget; // what could be staged again: redo
};

// The tenant of the window's connection. What is chosen holds for all of its sessions without connecting again, and is
// remembered for this connection and database. Owned by ConnectionController. UI thread; never blocks it.
class TenantChoice final : public QObject
{
    Q_OBJECT
public:
    TenantChoice(TenantPlace place, Settings &settings, QObject *parent);

    // Those of the models that hold here, as they stand; empty until that is known.
    [[nodiscard]] const std::vector<TenantSetting> &settings() const { return m_settings; }
    // nullptr: something is seen, as far as is known.
    [[nodiscard]] const TenantSetting *hidden() const;
    // How what is seen is limited, for a line of text; "" where no model has a setting.
    [[nodiscard]] QString sentence() const;

    // "" takes the choice back. chosen(), or failed(): the value is none of its type, or something is being written;
    // or unsavedFound(), and nothing happens until settle().
    void choose(const QString &name, const QString &value);
    enum class Unsaved { Save, Discard, Stay };
    void settle(Unsaved how);
    // Is asked about before each change for as long as `owner` lives.
    void holdFor(QObject *owner, StagedWork work);
    // Asks the server how all stand.
    void refresh();
    // The connection is closed or lost: nothing is asked any more.
    void drop();

    // For the connection that has just been opened: what was chosen there the last time.
    [[nodiscard]] connection::PlatformSettings remembered() const;

Q_SIGNALS:
    void changed();
    void chosen();
    void failed(const howdah::Error &error);
    // What was made for the tenant that is chosen still: to be saved for it, discarded, or nothing is changed.
    void unsavedFound(const QStringList &lines);
    void wanted(const QString &name); // it is to be chosen: whoever has the dialog opens it

private:
    void follow();
    void ask(std::size_t index);
    void stands(std::size_t index, const Result<connection::PipelineAnswer> &answer);
    void named(std::size_t index, const Result<connection::Answer> &answer);
    void found(const QString &name, const QString &value);
    void saveWork(std::size_t index);
    void discardWork(std::size_t index);
    void applyPending();
    void apply(const QString &name, const QString &value);
    [[nodiscard]] QJsonObject memory() const;
    void remember(const QString &part, const QJsonObject &content);
    void learn(TenantSetting &setting, const std::vector<entity::Choice> &seen);

    const TenantPlace m_place;
    Settings &m_store;
    std::vector<TenantSetting> m_settings;
    std::shared_ptr<connection::Session> m_session; // while something is asked
    Latest m_asked;
    Latest m_checked;
    std::vector<std::pair<QObject *, StagedWork>> m_work;
    std::optional<std::pair<QString, QString>> m_pending; // chosen, but something is not saved
};

} // namespace howdah::ui
