// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/audit/auditkeeper.h"

#include "base/paths.h"
#include "connection/audit/audittable.h"

#include <QDateTime>
#include <QFile>
#include <QFileInfo>

#include <fcntl.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace howdah::connection {

AuditKeeper::AuditKeeper(std::chrono::milliseconds interval, QString folder)
    : m_interval(interval)
    , m_folder(std::move(folder))
    , m_follower(
          m_folder, {.ended =
                         [state = m_state] {
                             const std::lock_guard lock(state->mutex);
                             state->written = true;
                             if (!std::exchange(state->wanted, true))
                                 state->changed.notify_all();
                         }})
    , m_thread([this](const std::stop_token &stop) { work(stop); })
{
}

AuditKeeper::~AuditKeeper()
{
    m_thread.request_stop();
    m_thread.join();
}

void AuditKeeper::lookNow()
{
    const std::lock_guard lock(m_state->mutex);
    m_state->wanted = true;
    m_state->changed.notify_all();
}

// A keychain that is locked, or hangs, would hold up each command: for a while only verifying asks it.
static QString silencePath() { return stateFolder() + u"/keychain-silent"_s; }

static bool isSilent()
{
    constexpr qint64 ForMinutes = 10;
    const QDateTime since = QFileInfo(silencePath()).lastModified();
    return since.isValid() && since.secsTo(QDateTime::currentDateTime()) < ForMinutes * 60;
}

static void noteSilence(const Error &error)
{
    if (error.kind != ErrorKind::Timeout && error.kind != ErrorKind::Permission)
        return;
    QFile::remove(silencePath());
    QFile file(silencePath());
    (void)file.open(QIODevice::WriteOnly);
}

// Whether the keychain is to be kept up: it is there, and what it holds is in the log.
bool AuditKeeper::look()
{
    if (const auto kept = anchorOfFile()) {
        if (const auto loss = missingFrom(m_folder, kept->end, AuditPlace::StateFile))
            reportAuditLoss(m_folder, *loss);
    }
    if (isSilent())
        return false;
    const auto anchor = anchorOfKeychain(m_folder);
    if (!anchor) {
        noteSilence(anchor.error());
        return anchor.error().kind == ErrorKind::NotFound;
    }
    m_known = anchor->end;
    const auto loss = missingFrom(m_folder, m_known, AuditPlace::Keychain);
    if (loss)
        reportAuditLoss(m_folder, *loss);
    return !loss;
}

// Whether to go on. On the disk first: what a power failure takes would otherwise look like what somebody took.
bool AuditKeeper::keep()
{
    const Result<AuditTail> tail = findAuditTail(m_folder);
    if (!tail || tail->last.number == 0 || tail->last == m_known)
        return true;
    if (const auto loss = missingFrom(m_folder, m_known, AuditPlace::Keychain)) {
        reportAuditLoss(m_folder, *loss);
        return false;
    }
    const int file = ::open(QFile::encodeName(auditFilePath(m_folder, tail->file)).constData(), O_RDONLY | O_CLOEXEC);
    if (file >= 0) {
        (void)::fsync(file);
        ::close(file);
    }
    const auto kept = keepAnchorInKeychain(m_folder, {tail->last, auditLogId(m_folder).value_or(QString())});
    if (!kept) {
        noteSilence(kept.error());
        return false;
    }
    m_known = tail->last;
    return true;
}

void AuditKeeper::work(const std::stop_token &stop)
{
    State &state = *m_state;
    std::unique_lock lock(state.mutex);
    if (!state.changed.wait(lock, stop, [&state] { return state.wanted; }))
        return;
    lock.unlock();
    bool going = look();
    lock.lock();
    while (going) {
        // The first line at once, so that a program that is killed early leaves a word, then what comes together.
        if (state.changed.wait(lock, stop, [&state] { return state.written; }) && m_known.number > 0)
            state.changed.wait_for(lock, stop, m_interval, [] { return false; });
        if (!std::exchange(state.written, false))
            return;
        lock.unlock();
        going = keep();
        lock.lock();
    }
}

} // namespace howdah::connection
