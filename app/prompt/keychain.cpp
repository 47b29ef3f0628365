// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/keychain.h"

#include <QCoreApplication>
#include <QThread>

#include <future>

#include <qt6keychain/keychain.h>

using namespace Qt::StringLiterals;

namespace howdah::prompt {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("Prompt", text); }

// QtKeychain queues its jobs in an object that belongs to the first thread that ever asked, and that thread's event
// loop has to live: so there is one for all, to the end of the program.
class KeychainThread final
{
public:
    static KeychainThread &instance()
    {
        static KeychainThread one;
        return one;
    }
    template <typename Function>
    void run(Function &&function)
    {
        QMetaObject::invokeMethod(&m_place, std::forward<Function>(function), Qt::QueuedConnection);
    }

private:
    KeychainThread()
    {
        m_thread.setObjectName(u"keychain"_s);
        m_place.moveToThread(&m_thread);
        m_thread.start();
    }
    ~KeychainThread()
    {
        m_thread.quit();
        m_thread.wait();
    }

    QThread m_thread;
    QObject m_place;
};

struct Answer
{
    QKeychain::Error error = QKeychain::NoError;
    QString words;
    QString text;
};

// `make` makes the job, on the keychain's thread. Empty when it takes too long.
template <typename Make>
std::optional<Answer> ask(std::chrono::milliseconds patience, Make make)
{
    auto promise = std::make_shared<std::promise<Answer>>();
    std::future<Answer> answer = promise->get_future();
    KeychainThread::instance().run([promise, make] {
        auto *job = make();
        QObject::connect(job, &QKeychain::Job::finished, job, [promise, job] {
            Answer found{job->error(), job->errorString(), {}};
            if constexpr (std::is_same_v<decltype(job), QKeychain::ReadPasswordJob *>)
                found.text = job->textData();
            promise->set_value(std::move(found));
        });
        job->start();
    });
    if (answer.wait_for(patience) != std::future_status::ready)
        return {};
    return answer.get();
}

Error problemOf(const std::optional<Answer> &answer)
{
    if (!answer)
        return makeError(
            ErrorKind::Timeout, tr("The keychain has not answered"),
            tr("It may wait to be unlocked: answer its question, then try again."));
    switch (answer->error) {
    case QKeychain::EntryNotFound:
        return makeError(ErrorKind::NotFound, tr("The keychain holds no keys of Howdah yet"));
    case QKeychain::AccessDenied:
    case QKeychain::AccessDeniedByUser:
        return makeError(
            ErrorKind::Permission, tr("The keychain is locked"), tr("Unlock it, then try again."), answer->words);
    default:
        return makeError(
            ErrorKind::Connection, tr("No keychain answers on this system"),
            tr("Start one (GNOME Keyring, KWallet, KeePassXC), or keep the keys in a file that only you can read."),
            answer->words);
    }
}

bool succeeded(const std::optional<Answer> &answer) { return answer && answer->error == QKeychain::NoError; }

QString serviceName() { return u"Howdah"_s; }

} // namespace

QString KeychainKeyStore::usualEntry() { return u"prompt-keys"_s; }

Result<KeyRing> KeychainKeyStore::load()
{
    std::optional<Answer> answer = ask(m_patience, [entry = m_entry] {
        auto *job = new QKeychain::ReadPasswordJob(serviceName());
        job->setKey(entry);
        return job;
    });
    if (!succeeded(answer))
        return fail(problemOf(answer));
    QByteArray text = answer->text.toLatin1();
    wipe(answer->text);
    // Not every keychain tells an entry that is missing from an empty one.
    Result<KeyRing> ring = text.isEmpty() ? Result<KeyRing>(fail(problemOf(Answer{QKeychain::EntryNotFound, {}, {}})))
                                          : KeyRing::fromText(text);
    wipe(text);
    return ring;
}

Result<void> KeychainKeyStore::save(const KeyRing &ring)
{
    QByteArray bytes = ring.toText();
    auto text = std::make_shared<QString>(QString::fromLatin1(bytes));
    const std::optional<Answer> answer = ask(m_patience, [entry = m_entry, text] {
        auto *job = new QKeychain::WritePasswordJob(serviceName());
        job->setKey(entry);
        job->setTextData(*text);
        wipe(*text);
        return job;
    });
    wipe(bytes);
    if (!succeeded(answer))
        return fail(problemOf(answer));
    return {};
}

Result<void> KeychainKeyStore::remove()
{
    const std::optional<Answer> answer = ask(m_patience, [entry = m_entry] {
        auto *job = new QKeychain::DeletePasswordJob(serviceName());
        job->setKey(entry);
        return job;
    });
    if (!succeeded(answer) && !(answer && answer->error == QKeychain::EntryNotFound))
        return fail(problemOf(answer));
    return {};
}

} // namespace howdah::prompt
