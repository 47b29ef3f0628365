// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "keychain/keychainmodule.h"

#include <QObject>
#include <QThread>

#include <future>
#include <optional>

#include <qt6keychain/keychain.h>

using namespace Qt::StringLiterals;

// QtKeychain brings nine libraries along, which would cost each start of howdahctl time: so it lies in a module that is
// loaded when a keychain is first needed.
namespace howdah::keychain {

namespace {

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

Trouble troubleOf(QKeychain::Error error)
{
    switch (error) {
    case QKeychain::NoError:
        return Trouble::None;
    case QKeychain::EntryNotFound:
        return Trouble::NotFound;
    case QKeychain::AccessDenied:
    case QKeychain::AccessDeniedByUser:
        return Trouble::Locked;
    default:
        return Trouble::NoKeychain;
    }
}

// `make` makes the job, on the keychain's thread.
template <typename Make>
Answer ask(std::chrono::milliseconds patience, Make make, const std::stop_token &stop = {})
{
    auto promise = std::make_shared<std::promise<Answer>>();
    std::future<Answer> answer = promise->get_future();
    KeychainThread::instance().run([promise, make] {
        auto *job = make();
        QObject::connect(job, &QKeychain::Job::finished, job, [promise, job] {
            Answer found{troubleOf(job->error()), job->errorString(), {}};
            if constexpr (std::is_same_v<decltype(job), QKeychain::ReadPasswordJob *>)
                found.secret = job->textData();
            promise->set_value(std::move(found));
        });
        job->start();
    });
    constexpr std::chrono::milliseconds Slice(50);
    const auto end = std::chrono::steady_clock::now() + patience;
    while (answer.wait_for(Slice) != std::future_status::ready)
        if (stop.stop_requested() || std::chrono::steady_clock::now() > end)
            return {Trouble::Silent, {}, {}};
    return answer.get();
}

QString serviceName() { return u"Howdah"_s; }

class QtKeychainModule final : public Module
{
public:
    Answer read(const QString &entry, std::chrono::milliseconds patience, std::stop_token stop) override
    {
        return ask(
            patience,
            [entry] {
                auto *job = new QKeychain::ReadPasswordJob(serviceName());
                job->setKey(entry);
                return job;
            },
            stop);
    }
    Answer write(const QString &entry, const QString &secret, std::chrono::milliseconds patience) override
    {
        // A copy of its own, which the job wipes: the caller's stays the caller's.
        auto text = std::make_shared<QString>(secret.constData(), secret.size());
        return ask(patience, [entry, text] {
            auto *job = new QKeychain::WritePasswordJob(serviceName());
            job->setKey(entry);
            job->setTextData(*text);
            text->fill(QChar(u'\0'));
            return job;
        });
    }
    Answer remove(const QString &entry, std::chrono::milliseconds patience) override
    {
        return ask(patience, [entry] {
            auto *job = new QKeychain::DeletePasswordJob(serviceName());
            job->setKey(entry);
            return job;
        });
    }
};

} // namespace

} // namespace howdah::keychain

extern "C" Q_DECL_EXPORT howdah::keychain::Module *howdahKeychain()
{
    static howdah::keychain::QtKeychainModule module;
    return &module;
}
