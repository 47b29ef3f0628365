// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Linked into test programs that run under the thread sanitizer, and only there. Qt's libraries are not instrumented,
// so the sanitizer misses what they order: it would report races that are none, or lose sight of a thread altogether.
// These functions stand before Qt's and the sanitizer's own and tell it.
#include <QFuture>
#include <QThread>
#include <QThreadPool>

#include <condition_variable>
#include <cstdarg>
#include <cstdlib>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string_view>

#include <dlfcn.h>
#include <link.h>
#include <pthread.h>
#include <sched.h>
#include <sys/types.h>

#include <sanitizer/tsan_interface.h>

namespace {

// The end of a thread's start routine, which comes after everything it did.
struct Ending
{
    std::mutex mutex;
    std::condition_variable reached;
    bool over = false;
};

// By the argument of the start routine: for Qt's threads that is the QThread.
std::mutex endingsMutex;
std::map<const void *, std::shared_ptr<Ending>> &endings()
{
    static auto *const all = new std::map<const void *, std::shared_ptr<Ending>>; // threads may outlive main()
    return *all;
}

struct Routine
{
    void *(*function)(void *);
    void *argument;
    std::shared_ptr<Ending> ending;
};

void *runRoutine(void *given)
{
    const std::unique_ptr<Routine> routine(static_cast<Routine *>(given));
    void *result = routine->function(routine->argument);
    const std::lock_guard lock(routine->ending->mutex);
    routine->ending->over = true;
    routine->ending->reached.notify_all();
    return result;
}

template <typename Function>
Function next(const char *name)
{
    return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

struct Range
{
    quintptr begin = 0;
    quintptr end = 0;
};

// Where QtCore's code lies.
Range findQtCore()
{
    Range found;
    dl_iterate_phdr(
        [](dl_phdr_info *info, size_t, void *result) {
            if (!std::string_view(info->dlpi_name).contains("libQt6Core.so"))
                return 0;
            for (int i = 0; i < info->dlpi_phnum; ++i)
                if (const auto &part = info->dlpi_phdr[i]; part.p_type == PT_LOAD && (part.p_flags & PF_X) != 0) {
                    const quintptr begin = info->dlpi_addr + part.p_vaddr;
                    *static_cast<Range *>(result) = {begin, begin + part.p_memsz};
                }
            return 1;
        },
        &found);
    return found;
}

} // namespace

extern "C" {

void AnnotateIgnoreWritesBegin(const char *file, int line); // NOLINT, the sanitizer's
void AnnotateIgnoreWritesEnd(const char *file, int line);   // NOLINT

int __clone(int (*function)(void *), void *stack, int flags, void *argument, ...);                // NOLINT
int __interceptor_pthread_create(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *); // NOLINT

// QProcess starts its children by clone() with CLONE_VM. The sanitizer of GCC 12 takes that for a fork: in the child,
// which shares our memory, it notes that this is the copy of a program with threads, whereupon the program itself
// either may start no more threads or is no longer watched on that thread. So the call goes past the sanitizer.
int clone(int (*function)(void *), void *stack, int flags, void *argument, ...) noexcept // NOLINT
{
    va_list rest;
    va_start(rest, argument);
    auto *parent = va_arg(rest, pid_t *);
    auto *storage = va_arg(rest, void *);
    auto *child = va_arg(rest, pid_t *);
    va_end(rest);
    return __clone(function, stack, flags, argument, parent, storage, child);
}

int pthread_create(
    pthread_t *thread, const pthread_attr_t *attributes, void *(*function)(void *), void *argument) noexcept
{
    auto routine = std::make_unique<Routine>(function, argument, std::make_shared<Ending>());
    {
        const std::lock_guard lock(endingsMutex);
        endings()[argument] = routine->ending;
    }
    const int failed = __interceptor_pthread_create(thread, attributes, runRoutine, routine.get());
    if (failed == 0)
        std::ignore = routine.release();
    return failed;
}
}

// Qt's threads are detached and waited for by its own means; what the thread did happened before.
bool QThread::wait(QDeadlineTimer deadline)
{
    static const auto real = next<bool (*)(QThread *, QDeadlineTimer)>("_ZN7QThread4waitE14QDeadlineTimer");
    if (!real(this, deadline))
        return false;
    std::shared_ptr<Ending> ending;
    {
        const std::lock_guard lock(endingsMutex);
        if (const auto found = endings().find(this); found != endings().end())
            ending = found->second;
    }
    if (ending) {
        std::unique_lock lock(ending->mutex);
        ending->reached.wait(lock, [&] { return ending->over; });
    }
    return true;
}

// A pool hands work over, and its end back, under locks of its own. What came before start() is seen by the work, and
// what the work did by whoever has waited for the pool.
namespace {

struct HandedOver
{
    QThreadPool *pool;
    char *handing; // an address that is this handing over
    std::function<void()> work;

    // Not watched itself: it reads what it was given before it can say that this was handed over.
    __attribute__((no_sanitize_thread)) void operator()()
    {
        __tsan_acquire(handing);
        delete handing;
        run();
    }
    void run()
    {
        std::exchange(work, nullptr)(); // and is gone, with all it holds, before its end is told
        __tsan_release(pool);
    }
};

} // namespace

void QThreadPool::start(std::function<void()> work, int priority)
{
    using Start = void (*)(QThreadPool *, std::function<void()>, int);
    static const auto real = next<Start>("_ZN11QThreadPool5startESt8functionIFvvEEi");
    auto *const handing = new char;
    HandedOver handed{this, handing, std::move(work)};
    std::function<void()> runnable = std::move(handed);
    __tsan_release(handing);
    real(this, std::move(runnable), priority);
}

bool QThreadPool::waitForDone(int msecs)
{
    static const auto real = next<bool (*)(QThreadPool *, int)>("_ZN11QThreadPool11waitForDoneEi");
    const bool done = real(this, msecs);
    if (done)
        __tsan_acquire(this);
    return done;
}

// Who lets go last of a future's result destroys it, after all others have looked at it.
bool QFutureInterfaceBase::derefT() const noexcept
{
    static const auto real = next<bool (*)(const QFutureInterfaceBase *)>("_ZNK20QFutureInterfaceBase6derefTEv");
    __tsan_release(d);
    void *const shared = d;
    const bool others = real(this);
    if (!others)
        __tsan_acquire(shared);
    return others;
}

// Its last holder frees what all others have looked at; it may do so as the last act, so that whoever destroys the
// future seems to free it. A future with a result has it as a base (D2), one without as a member (D1).
static void destroyUnwatched(void (*destroy)(void *), void *self)
{
    AnnotateIgnoreWritesBegin(__FILE__, __LINE__);
    destroy(self);
    AnnotateIgnoreWritesEnd(__FILE__, __LINE__);
}

extern "C" void destroyFutureInterfaceBase(void *self) __asm__("_ZN20QFutureInterfaceBaseD2Ev");
extern "C" void destroyFutureInterfaceBase(void *self)
{
    static const auto real = next<void (*)(void *)>("_ZN20QFutureInterfaceBaseD2Ev");
    destroyUnwatched(real, self);
}

extern "C" void destroyFutureInterface(void *self) __asm__("_ZN20QFutureInterfaceBaseD1Ev");
extern "C" void destroyFutureInterface(void *self)
{
    static const auto real = next<void (*)(void *)>("_ZN20QFutureInterfaceBaseD1Ev");
    destroyUnwatched(real, self);
}

// What Qt itself frees, posted events before all, it has handed over under locks that are not seen.
static void release(void *memory, const void *caller)
{
    static const Range qt = findQtCore();
    const auto address = quintptr(caller);
    const bool ofQt = address >= qt.begin && address < qt.end;
    if (ofQt)
        AnnotateIgnoreWritesBegin(__FILE__, __LINE__);
    std::free(memory);
    if (ofQt)
        AnnotateIgnoreWritesEnd(__FILE__, __LINE__);
}

void operator delete(void *memory) noexcept { release(memory, __builtin_return_address(0)); }
void operator delete(void *memory, size_t) noexcept { release(memory, __builtin_return_address(0)); }
